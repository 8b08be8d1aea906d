// What every page runs, and the modules that most pages use: one file, which a browser keeps from page to page.
export * from './api.js'
export * from './copy.js'
export * from './elements.js'
export * from './formats.js'
export * from './labels.js'
export * from './locales.js'
export * from './periods.js'
export * from './texts.js'
export * from './toast.js'
import { startShell } from './shell.js'

startShell()
