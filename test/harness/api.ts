// The HTTP API as a test uses it: signs in, keeps the cookie, speaks JSON.

export class ApiClient {
  readonly #address: string;
  #cookie = '';

  constructor(address: string) {
    this.#address = address;
  }

  /** The session's cookie, for a connection beside these calls. */
  get cookie(): string {
    return this.#cookie;
  }

  async signIn(account: string, password = 'campus-demo'): Promise<void> {
    const answer = await this.request('POST', '/session', { account, password });
    if (answer.status !== 200) throw new Error(`sign-in as ${account}: ${answer.status}`);
  }

  async request(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.#address}/api/v1${path}`, {
      method,
      headers: {
        'x-campus': '1',
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = answer.headers.getSetCookie()[0];
    if (cookie) this.#cookie = cookie.split(';')[0]!;
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** The body of a GET that must succeed. */
  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }
}
