import { LOGIN, PASSWORD, type Stack } from '../harness/stack.js'

/** Reads what the server keeps, as a person at its web page would. */
export class KeptTexts {
  readonly #url: string
  readonly #token: string

  private constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  static async signIn({ server }: Stack): Promise<KeptTexts> {
    const response = await fetch(`${server.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: LOGIN, password: PASSWORD }),
    })
    // The endpoint's answer.
    const { token } = (await response.json()) as { token: string }
    return new KeptTexts(server.url, token)
  }

  /** Texts of every version of every item of the first space, live or deleted. */
  async read(): Promise<Set<string>> {
    const { spaces } = await this.#json<{ spaces: { spaceId: string }[] }>('/v1/spaces')
    const spaceId = spaces[0]?.spaceId ?? ''
    const texts = new Set<string>()
    for (const nodeId of await this.#nodes(spaceId)) {
      const node = `/v1/spaces/${spaceId}/nodes/${nodeId}/revisions`
      const { revisions } = await this.#json<{ revisions: { revisionId: string }[] }>(node)
      for (const { revisionId } of revisions) {
        const path = `/v1/spaces/${spaceId}/files/${nodeId}/content?revision=${revisionId}`
        texts.add(await (await this.#get(path)).text())
      }
    }
    return texts
  }

  async #nodes(spaceId: string): Promise<string[]> {
    const nodes: string[] = []
    for (let page = ''; ; ) {
      const tree = await this.#json<{
        nodes: { nodeId: string; kind: string }[]
        deletedNodeIds: string[]
        nextPage?: string
      }>(`/v1/spaces/${spaceId}/tree${page}`)
      const files = tree.nodes.filter(({ kind }) => kind === 'file')
      nodes.push(...files.map(({ nodeId }) => nodeId), ...tree.deletedNodeIds)
      if (tree.nextPage === undefined) return nodes
      page = `?page=${encodeURIComponent(tree.nextPage)}`
    }
  }

  async #json<T>(path: string): Promise<T> {
    // The caller names the shape that it reads.
    return (await (await this.#get(path)).json()) as T
  }

  async #get(path: string): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
}
