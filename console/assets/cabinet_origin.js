// Where the partners of this site sign in: under the site's own host, if it has one.
const { cabinetHost } = document.body.dataset

export const cabinetOrigin = cabinetHost
  ? `${location.protocol}//${cabinetHost}${location.port ? `:${location.port}` : ''}`
  : location.origin
