// Prints what an independent client makes of a Jetstream, one event a line, until it has seen as many as it was asked for.
//   node jetstream_reader.mjs skyware|atcute ADDRESS CURSOR HOW-MANY [COLLECTION …]
import { installed } from './installed.mjs'

const [client, address, cursor, many, ...wantedCollections] = process.argv.slice(2)
let left = Number(many)

const seen = (event) => {
  if (left <= 0) return
  console.log(JSON.stringify(event))
  left -= 1
  if (left === 0) process.exit(0)
}

const fail = (error) => {
  console.error(String(error?.message ?? error))
  process.exit(1)
}

if (client === 'skyware') {
  const { Jetstream } = await installed('@skyware/jetstream')
  const jetstream = new Jetstream({ endpoint: `${address}/subscribe`, cursor: Number(cursor), wantedCollections })
  for (const kind of ['commit', 'identity', 'account']) jetstream.on(kind, seen)
  jetstream.on('error', fail)
  jetstream.start()
} else {
  const { JetstreamSubscription } = await installed('@atcute/jetstream')
  const subscription = new JetstreamSubscription({
    url: address, cursor: Number(cursor), wantedCollections, onError: fail, onConnectionError: fail,
  })
  for await (const event of subscription) seen(event)
}
