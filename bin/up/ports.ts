// Looks whether the ports of a run are free before anything is started.
import { createServer } from 'node:net';
import type { Text } from '@campus/campus-model';

export interface WantedPort {
  readonly host: string;
  readonly port: number;
  readonly what: Text;
  /** The option that chooses another. */
  readonly option: string;
}

/** The sentence for the first port that is taken, null where all are free. Port 0 is always free. */
export async function firstTaken(wanted: readonly WantedPort[]): Promise<Text | null> {
  for (const { host, port, what, option } of wanted) {
    const code = port === 0 ? null : await tryListen(host, port);
    if (code === 'EADDRINUSE') {
      return {
        zh: `${what.zh}的端口 ${port} 已被其他程序占用。请关闭该程序，或用 ${option} 另选端口。`,
        en: `Port ${port} (${what.en}) is taken by another program. Close it, or choose another port with ${option}.`,
      };
    }
    if (code) {
      return {
        zh: `${what.zh}无法使用 ${host}:${port}（${code}）。请用 ${option} 另选端口。`,
        en: `${what.en} cannot use ${host}:${port} (${code}). Choose another port with ${option}.`,
      };
    }
  }
  return null;
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
