"""``prm.js``, the tag of client websites, with its build and its documentation.

prm.js       the tag
prm_test.js  the panel of ``?prm_test=1``
build        builds every browser asset by npm, the console's too; build.mjs minifies and compresses the snippet
size         the served size against its ceiling, and the path and hash to pin it
dist/        what is served, read as package data
"""
