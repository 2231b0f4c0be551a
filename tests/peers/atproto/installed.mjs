// Finds an installed package from the directory it was installed into, which is not the one of this file.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(path.join(process.env.AMENDS_NODE_PACKAGES, 'package.json'))

export const installed = (name) => import(pathToFileURL(require.resolve(name)).href)
