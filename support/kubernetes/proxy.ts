/**
 * The proxy on the way to the API server, as kubectl has it from the environment (Go's http.ProxyFromEnvironment): a
 * kubeconfig's own `proxy-url` is stronger, and a server on this machine has none.
 *
 * Pure; knows nothing of connections.
 */
type Environment = Record<string, string | undefined>

/** @returns the proxy's URL, or undefined for a direct connection. */
export function proxyFor(server: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server)
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const proxy = firstOf(environment, names)
  if (proxy === undefined || isLoopback(hostname)) return undefined
  const exceptions = (firstOf(environment, ['NO_PROXY', 'no_proxy']) ?? '')
    .split(',')
    .map(text => text.trim())
  if (exceptions.some(exception => matches(exception, hostname, port))) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function firstOf(environment: Environment, names: string[]): string | undefined {
  return names.map(name => environment[name]).find(value => value !== undefined && value !== '')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

/** `*`, a name with all below it, or an address; networks (10.0.0.0/8) for IPv4. */
function matches(exception: string, hostname: string, port: string): boolean {
  if (exception === '') return false
  if (exception === '*') return true
  const [host = '', only] = exception.split(':')
  if (only !== undefined && only !== port) return false
  if (host.includes('/')) return isInNetwork(hostname, host)
  const name = host.replace(/^\*?\./, '')
  return hostname === name || hostname.endsWith(`.${name}`)
}

function isInNetwork(hostname: string, network: string): boolean {
  const [base = '', bits = '32'] = network.split('/')
  const [address, first] = [numberOf(hostname), numberOf(base)]
  if (address === undefined || first === undefined) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(address / size) === Math.floor(first / size)
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  const isAddress =
    parts.length === 4 && parts.every(part => Number.isInteger(part) && part >= 0 && part < 256)
  return isAddress ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}
