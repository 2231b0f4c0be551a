// The whole of Bluesky's network: directory, personal data server, the view of everything (AppView), and the moderators'
// service (Ozone). PostgreSQL and Redis are named in the environment. What moderators do is asked for on standard input,
// one JSON object a line: {"takedown": {"did": …}} or {"takedown": {"uri": …, "cid": …}}.
import readline from 'node:readline'
import { installed } from './installed.mjs'

const { TestNetwork } = await installed('@atproto/dev-env')
const network = await TestNetwork.create({
  dbPostgresSchema: 'amends',
  pds: { hostname: 'localhost', enableDidDocWithSession: true },
  ozone: { dbMaterializedViewRefreshIntervalMs: 30_000 },
})

process.on('SIGTERM', async () => {
  await network.close().catch(() => {})
  process.exit(0)
})

const say = (word, more) => console.log(`${word} ${JSON.stringify(more)}`)
say('READY', { pds: network.pds.url, plc: network.plc.url, appview: network.bsky.url, ozone: network.ozone.url })

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { did, uri, cid } = JSON.parse(line).takedown
  const subject = did
    ? { $type: 'com.atproto.admin.defs#repoRef', did }
    : { $type: 'com.atproto.repo.strongRef', uri, cid }
  try {
    const done = await network.ozone.getModClient().performTakedown({ subject }, 'moderator')
    await network.ozone.processAll()
    say('DONE', { id: done.id })
  } catch (error) {
    say('FAILED', { why: String(error?.message ?? error) })
  }
}
