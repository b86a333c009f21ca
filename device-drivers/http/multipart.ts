// The JSON parts of a `multipart/form-data` body (RFC 7578), as door stations post them beside a picture. A body that was
// cut off in its picture still has its JSON; pictures are passed over and never kept.

const mostParts = 16;
const headEnd = Buffer.from('\r\n\r\n');
/** Headers of a part have some hundred bytes. */
const longestHead = 2_000;

/** Null where the kind of body is not multipart. */
export function boundaryOf(contentType: string | undefined): string | null {
  if (!contentType || !/^multipart\//i.test(contentType)) return null;
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match ? (match[1] ?? match[2])! : null;
}

export function jsonParts(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = body.indexOf(mark);
  for (let count = 0; at >= 0 && count < mostParts; count++) {
    const from = at + mark.length;
    const next = body.indexOf(mark, from);
    const part = jsonOf(body.subarray(from, next < 0 ? body.length : next));
    if (part) parts.push(part);
    at = next;
  }
  return parts;
}

function jsonOf(part: Buffer): Buffer | null {
  const end = part.indexOf(headEnd);
  if (end < 0 || end > longestHead) return null;
  const content = part.subarray(end + headEnd.length);
  const head = part.toString('latin1', 0, end);
  const isJson = /content-type:\s*application\/json/i.test(head) || content[0] === '{'.charCodeAt(0);
  return isJson ? content : null;
}
