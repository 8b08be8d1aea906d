// Builds what is served from prm.js: minified, and compressed ready-made; prints the sizes as one JSON line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { minify } from 'terser'

const here = new URL('./', import.meta.url)
const built = new URL('dist/', here)

const { code } = await minify(readFileSync(new URL('prm.js', here), 'utf8'), {
  ecma: 2020,
  toplevel: true,
  compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, booleans_as_integers: false },
  format: { comments: false },
})

const raw = Buffer.from(code)
const gzip = gzipSync(raw, { level: 9 })
const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } })

mkdirSync(built, { recursive: true })
writeFileSync(new URL('prm.js', built), raw)
writeFileSync(new URL('prm.js.gz', built), gzip)
writeFileSync(new URL('prm.js.br', built), brotli)
console.log(JSON.stringify({ file: 'snippet/dist/prm.js', raw: raw.length, gzip: gzip.length, brotli: brotli.length }))
