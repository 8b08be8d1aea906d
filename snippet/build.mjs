// Builds what is served: minified and precompressed; prints the sizes of each file as one JSON line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { minify } from 'terser'

const here = new URL('./', import.meta.url)
const built = new URL('dist/', here)
// `unused` off: what it leaves out costs more, compressed, than it saves.
const SHORTEST = { booleans_as_integers: true, keep_fargs: false, unsafe: true, unsafe_comps: true, unsafe_math: true, unused: false }

async function build(file, module, compress) {
  // `let` in place of `const` is shorter, and the served script is not read by people.
  const source = readFileSync(new URL(file, here), 'utf8').replace(/\bconst\b/g, 'let')
  const { code } = await minify(source, {
    ecma: 2020,
    module,
    toplevel: true,
    compress: { passes: 5, unsafe_arrows: true, ...compress },
    format: { comments: false },
  })
  const raw = Buffer.from(code)
  const gzip = gzipSync(raw, { level: 9 })
  const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } })
  for (const [suffix, bytes] of [['', raw], ['.gz', gzip], ['.br', brotli]]) writeFileSync(new URL(file + suffix, built), bytes)
  console.log(JSON.stringify({ file: `snippet/dist/${file}`, raw: raw.length, gzip: gzip.length, brotli: brotli.length }))
}

mkdirSync(built, { recursive: true })
await build('prm.js', false, SHORTEST)
await build('prm_test.js', true)
