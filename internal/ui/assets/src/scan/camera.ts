// The camera stays open and is looked at several times a second.

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

type DetectorClass = { new (o: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

type Look = (video: HTMLVideoElement) => Promise<string>;

const pause = 90; // milliseconds between looks
const hold = 2500; // how long a code that stays in view is one scan
const longest = 640; // pixels of the picture that is decoded here

async function own(): Promise<Look | null> {
  const Class = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!Class) return null;
  const has = await Class.getSupportedFormats().catch((): string[] => []);
  if (!has.includes("qr_code")) return null;
  const detector = new Class({ formats: ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"].filter((f) => has.includes(f)) });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
}

// lent is the decoder that comes with the page, in a worker so that the page stays smooth.
function lent(url: string): Look {
  const worker = new Worker(url);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (video) =>
    new Promise((resolve, reject) => {
      const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight, 1));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!context || !canvas.width || !canvas.height) return resolve("");
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      worker.onmessage = (e: MessageEvent<string>) => resolve(e.data);
      worker.onerror = () => reject(new Error("The decoder could not be loaded."));
      worker.postMessage({ width, height, data: data.buffer }, [data.buffer]);
    });
}

export class Camera {
  private stream: MediaStream | null = null;
  private look: Look | null = null;
  private last = { code: "", at: 0 };
  private round = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly decoder: string,
    private readonly got: (code: string) => void,
    private readonly failed: (words: string) => void,
  ) {
    document.addEventListener("visibilitychange", () => {
      if (!this.stream) return;
      if (document.hidden) this.still();
      else void this.start();
    });
  }

  get open(): boolean {
    return this.stream !== null;
  }

  async start(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) return this.failed("The camera needs a page that is served over HTTPS.");
    try {
      this.still();
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      this.video.srcObject = this.stream;
      await this.video.play();
      this.look ??= (await own()) ?? lent(this.decoder);
    } catch (e) {
      this.stop();
      return this.failed("The camera could not be opened: " + (e instanceof Error ? e.message : String(e)));
    }
    void this.run(++this.round);
  }

  private async run(round: number): Promise<void> {
    while (this.stream && round === this.round) {
      try {
        const code = this.look ? await this.look(this.video) : "";
        if (round === this.round && code) this.seen(code);
      } catch (e) {
        this.stop();
        return this.failed("The camera stopped: " + (e instanceof Error ? e.message : String(e)));
      }
      await new Promise((r) => window.setTimeout(r, pause));
    }
  }

  // seen passes a code on once while it stays in view.
  private seen(code: string): void {
    const now = performance.now();
    if (code !== this.last.code || now - this.last.at > hold) this.got(code);
    this.last = { code, at: now };
  }

  private still(): void {
    this.round++;
    this.stream?.getTracks().forEach((t) => t.stop());
  }

  stop(): void {
    this.still();
    this.stream = null;
    this.video.srcObject = null;
  }
}
