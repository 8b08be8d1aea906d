// Addresses of pages of the same site.
const { site } = document.body.dataset

export const makePageUrl = (path, parameters = {}) => `${path}?${new URLSearchParams({ ...(site && { site }), ...parameters })}`
