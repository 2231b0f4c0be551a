// A directory of identities and a personal data server, nothing else: no PostgreSQL, no Redis, no view of the whole.
import { installed } from './installed.mjs'

const { TestNetworkNoAppView } = await installed('@atproto/dev-env')
const network = await TestNetworkNoAppView.create({ pds: { hostname: 'localhost' } })

process.on('SIGTERM', async () => {
  await network.close()
  process.exit(0)
})
console.log(`READY ${JSON.stringify({ pds: network.pds.url, plc: network.plc.url })}`)
