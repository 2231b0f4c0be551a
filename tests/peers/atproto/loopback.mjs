// Loaded before a server: who names no address to listen on gets this machine's own, and not every one it has.
import net from 'node:net'

const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (first, ...rest) {
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const done = rest.find((each) => typeof each === 'function')
    return listen.call(this, { port: Number(first), host: '127.0.0.1' }, ...(done ? [done] : []))
  }
  if (first && typeof first === 'object' && 'port' in first && !first.host) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  }
  return listen.call(this, first, ...rest)
}
