// One calm sound: two soft tones, made on the spot so that no file is needed.

const tones = [
  { hertz: 659.25, atS: 0 },
  { hertz: 523.25, atS: 0.28 },
] as const;
const loudness = 0.16;
const attackS = 0.02;
const ringS = 0.9;

let context: AudioContext | null = null;

/** Plays it once. A browser that wants a click first stays silent until there was one. */
export async function playChime(): Promise<void> {
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  for (const { hertz, atS } of tones) ring(context, hertz, context.currentTime + atS);
}

function ring(audio: AudioContext, hertz: number, at: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = 'sine';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + attackS);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + ringS);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + ringS);
}
