// Fetches a camera's picture on the campus network; what the camera sends is judged before it is passed on.
import { CampusError } from '@campus/campus-model';

interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A 4K JPEG fits; anything larger is not a still picture. */
const mostPictureBytes = 2 * 1024 * 1024;
const pictureTimeoutMs = 2000;
/** Pictures under way at once: a wall of cameras, yet a bounded amount of memory (64 MB). */
const mostPicturesUnderWay = 32;

/** Several people looking at one camera cost it one request. */
export class CameraPictures {
  readonly #underWay = new Map<string, Promise<Picture>>();

  /** Throws `picture-unavailable` with the reason where the camera gives no usable picture. */
  fetch(address: URL): Promise<Picture> {
    const key = address.href;
    const shared = this.#underWay.get(key);
    if (shared) return shared;
    if (this.#underWay.size >= mostPicturesUnderWay) {
      return Promise.reject(new CampusError('too-many-requests', 'pictures under way'));
    }
    const picture = fetchPicture(address).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, picture);
    return picture;
  }
}

async function fetchPicture(address: URL): Promise<Picture> {
  try {
    const signal = AbortSignal.timeout(pictureTimeoutMs);
    const answer = await fetch(address, { redirect: 'error', signal, headers: { accept: 'image/*' } });
    return await readPicture(answer);
  } catch (error) {
    if (error instanceof CampusError) throw error;
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    throw new CampusError(
      'picture-unavailable',
      isLate ? `no picture within ${pictureTimeoutMs} ms` : 'no connection',
    );
  }
}

async function readPicture(answer: Response): Promise<Picture> {
  const type = answer.headers.get('content-type') ?? '';
  if (!answer.ok || !type.toLowerCase().startsWith('image/') || !answer.body) {
    await answer.body?.cancel();
    throw new CampusError('picture-unavailable', `expected a picture, found HTTP ${answer.status} ${type}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.byteLength;
    if (length > mostPictureBytes)
      throw new CampusError('picture-unavailable', `picture over ${mostPictureBytes} bytes`);
    chunks.push(chunk);
  }
  return { type, bytes: Buffer.concat(chunks) };
}
