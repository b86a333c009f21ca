// Node ids as they are written, to node ids of one server: namespaces by URI are looked up in the server's own table, which
// may differ after each of its restarts.
import { coerceNodeId, type NodeId } from 'node-opcua';

/** A table longer than this is none. */
const mostNamespaces = 1_000;

export class NodeIds {
  readonly #namespaces: readonly string[];
  readonly #known = new Map<string, NodeId>();

  /** `namespaces` as the server's NamespaceArray has them. */
  constructor(namespaces: readonly string[]) {
    this.#namespaces = namespaces.slice(0, mostNamespaces);
  }

  /** Null where the server has no such namespace, or the text is no node id. */
  of(text: string): NodeId | null {
    const known = this.#known.get(text);
    if (known) return known;
    const written = this.#numbered(text);
    const nodeId = written === null ? null : parse(written);
    if (nodeId) this.#known.set(text, nodeId);
    return nodeId;
  }

  /** The same with the namespace by its URI: what is written into a description outlasts the server's restarts. */
  lasting(nodeId: NodeId): string {
    const uri = nodeId.namespace > 0 ? this.#namespaces[nodeId.namespace] : undefined;
    const bare = nodeId.toString().replace(/^ns=\d+;/, '');
    if (nodeId.namespace === 0) return bare;
    return uri === undefined || uri.includes(';') ? nodeId.toString() : `nsu=${uri};${bare}`;
  }

  #numbered(text: string): string | null {
    const [, uri, rest] = /^nsu=([^;]+);(.+)$/s.exec(text) ?? [];
    if (uri === undefined) return text;
    const index = this.#namespaces.indexOf(uri);
    return index < 0 ? null : `ns=${index};${rest}`;
  }
}

function parse(text: string): NodeId | null {
  if (!/^(?:ns=\d{1,5};)?[isgb]=/.test(text)) return null;
  try {
    return coerceNodeId(text);
  } catch {
    return null;
  }
}
