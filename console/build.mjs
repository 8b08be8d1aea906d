// Builds what is served under /static/dist: the frame, a script for each page, the parts that these load later, the style.
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const assets = fileURLToPath(new URL('assets/', import.meta.url))
const built = fileURLToPath(new URL('static/dist/', import.meta.url))
const read = name => readFileSync(assets + name, 'utf8')
const findAll = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name)

const pages = JSON.parse(read('pages.json'))
const shared = findAll(read('frame.js'), /^export \* from '(.+)'$/gm)
const scripts = readdirSync(assets).filter(name => name.endsWith('.js'))
const parts = new Set(scripts.flatMap(name => findAll(read(name), /\bimport\('\.\/(.+?)\.js'\)/g)))

// A page's script starts the page; nothing else is in it, so nobody has to write it.
const entries = {
  name: 'entries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'page' }))
    onLoad({ filter: /./, namespace: 'page' }, ({ path: page }) => {
      const [module, start] = pages[page]
      return { contents: `import { ${start} } from './${module}'\n${start}()`, resolveDir: assets }
    })
  },
}

// A part is asked for when it is needed.
const laterParts = {
  name: 'later parts',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : null))
  },
}

// Of the frame there is one file, which runs already: a name that it has not fails the build.
const ownFrame = names => ({
  name: 'own frame',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\// }, ({ path }) => (shared.includes(path) ? { path: 'frame', namespace: 'frame' } : null))
    onResolve({ filter: /./, namespace: 'frame' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /./, namespace: 'frame' }, () => ({ contents: `export { ${names} } from './frame.js'` }))
  },
})

const options = {
  bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'external', logLevel: 'warning',
  outdir: built, absWorkingDir: assets, metafile: true,
}
rmSync(built, { recursive: true, force: true })
const { metafile } = await build({ ...options, entryPoints: ['frame.js', 'console.css'], plugins: [laterParts] })
const { exports: names } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === 'frame.js')
await build({
  ...options,
  entryPoints: [
    ...Object.keys(pages).map(page => ({ in: `page:${page}`, out: `page-${page}` })),
    ...[...parts].map(part => ({ in: `./${part}.js`, out: part })),
  ],
  plugins: [entries, laterParts, ownFrame(names)],
})
