// The words for what a change changed, for the log: a field's name in the API, without its underscores. Tests hold them against the tables.
export const sentences = {
  // The columns of the tables that registry.changes logs, and what it notes beside them.
  change_field: {
    accent: 'accent', accepts_all: 'accepts all', answers: 'answers', application_forms: 'application forms',
    asked_at: 'asked at', asked_by: 'asked by', assigned_to: 'assigned to',
    browser_sales_per_hour: 'browser sales per hour', cabinet_host: 'cabinet host', code: 'code', codes: 'codes',
    created_by: 'created by', currency: 'currency', customer_id: 'customer', display_currency: 'display currency',
    email: 'email', ended_by: 'ended by', event_id: 'event', every: 'every', expires_at: 'expires at',
    fingerprint: 'fingerprint', friends: 'friends', group: 'group', hold_days: 'hold days', hosts: 'hosts',
    invited_by: 'invited by', is_administrator: 'is administrator', is_archived: 'is archived', is_demo: 'is demo',
    is_open: 'is open', is_shared: 'is shared', keeps_customer_months: 'keeps customer months', key_hash: 'key hash',
    kind: 'kind', label: 'label', language: 'language', last_four: 'last four', leads_from: 'leads from',
    link_hosts: 'link hosts', logo: 'logo', max_browser_amount: 'max browser amount', member_id: 'member',
    merged_into_id: 'merged into', model: 'model', name: 'name', note: 'note', notes: 'notes', own_code: 'own code',
    page: 'page', parent_id: 'parent', partner_id: 'partner', partners_see_orders: 'partners see orders',
    password: 'password', priority: 'priority', program_id: 'program', query: 'query', questions: 'questions',
    reason: 'reason', role: 'role', run_id: 'run', sales_from: 'sales from', scopes: 'scopes', sealed: 'sealed',
    second_factor: 'second factor', shown_name: 'shown name', sign_in_link: 'sign in link',
    sign_in_mail: 'sign in mail', signing_key: 'signing key', site_key: 'site key', stage: 'stage', status: 'status',
    summary: 'summary', tags: 'tags', terms_hash: 'terms hash', terms_version: 'terms version', timezone: 'timezone',
    token: 'token', token_created_by: 'token created by', usable_from: 'usable from', view_id: 'view',
    website: 'website', window_days: 'window days',
  },
}
