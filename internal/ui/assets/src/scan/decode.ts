// The decoder, a worker of its own: loaded only where the browser cannot read codes by itself. Contains jsQR (Apache License 2.0).
import jsQR from "../vendor/jsqr/jsQR.js";

interface Question {
  width: number;
  height: number;
  data: ArrayBuffer;
}

self.onmessage = (e: MessageEvent<Question>) => {
  const { width, height, data } = e.data;
  let text = "";
  try {
    text = jsQR(new Uint8ClampedArray(data), width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
  } catch {
    // a picture that confuses the decoder holds no code
  }
  (self as unknown as Worker).postMessage(text);
};
