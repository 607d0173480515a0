// What is heard and felt, because the eyes are on the thing.

let sound: AudioContext | null = null;

// ready must be called from a press of the person, before which browsers make no sound.
export function ready(): void {
  sound ??= typeof AudioContext === "function" ? new AudioContext() : null;
  void sound?.resume();
}

// feedback is one high note for what is expected, two low ones for what is not.
export function feedback(expected: boolean): void {
  // Browsers allow it to pages that were touched, and complain otherwise.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(expected ? 60 : [80, 60, 80]);
  if (!sound || sound.state !== "running") return;
  (expected ? [[1400, 0]] : [[500, 0], [380, 0.14]]).forEach(([pitch, after]) => {
    const start = sound!.currentTime + after;
    const note = sound!.createOscillator();
    const level = sound!.createGain();
    note.frequency.value = pitch;
    level.gain.setValueAtTime(0.15, start);
    level.gain.exponentialRampToValueAtTime(0.001, start + 0.12);
    note.connect(level).connect(sound!.destination);
    note.start(start);
    note.stop(start + 0.12);
  });
}
