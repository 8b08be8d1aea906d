// The words for what is tracked, decided and reviewed; read by labels.js. Each list names the Python enum it is of.
export const lists = {
  // events.enums.EventType
  event_type: {
    click: 'Click', pageview: 'Page view', engage: 'Engagement', event: 'Event', lead: 'Lead', sale: 'Sale',
    refund: 'Refund', dispute: 'Dispute', identify: 'Sign-in',
  },
  // events.enums.Source
  source: {
    browser: 'Browser', pixel: 'Pixel', redirect: 'Short link', signed: 'Signed browser', import: 'Import', server: 'Server',
  },
  // events.enums.ConversionsFrom
  conversions_from: {
    browser: 'Browsers, signed or not, and your server', signed: 'Browsers with your signature, and your server',
    server: 'Your server and imports alone',
  },
  // events.enums.DisputeState
  dispute_state: { opened: 'Disputed', won: 'Dispute won', lost: 'Dispute lost' },
  // events.enums.Traffic
  traffic: { human: 'People', bot: 'Bot', prefetch: 'Prefetch', preview: 'Link preview', test: 'Test' },
  // events.enums.Consent
  consent: { full: 'Full', session: 'For the session', none: 'None' },
  // events.enums.Scope
  scope: { events: 'Send events', reports: 'Read reports', admin: 'Change the site', pay: 'Pay partners', friends: 'Make customers friends' },
  // events.enums.DuplicateReason and what else is merged into a conversion
  duplicate_reason: {
    event_in_batch: 'the same event sent again', event_stored: 'the same event sent again',
    order_in_batch: 'the same order reported again', order_stored: 'the same order reported again',
    stands: 'a report that changed the order', below_sales_from: 'not enough to make a conversion',
  },
  // events.test_outcome.State
  test_state: { waiting: 'On its way', stored: 'Stored', duplicate: 'Received before', dead: 'Could not be stored' },
  // fraud.facts.allowances: the kinds of what the rules ignore
  allowance_kind: { prefix: 'Network or address', visitor: 'Visitor', email: 'E-mail', partner: 'Partner' },
  // ingest.enrich.channels.Channel
  channel: {
    partner: 'Partner', paid_search: 'Paid search', paid_social: 'Paid social', display: 'Display ads',
    affiliate: 'Affiliate', email: 'E-mail', organic_search: 'Organic search', organic_social: 'Organic social',
    referral: 'Referral', direct: 'Direct',
  },
  // ingest.enrich.geography: the kinds of network
  network: { tor: 'Tor', vpn: 'VPN', proxy: 'Proxy', residential: 'Proxy in a home', hosting: 'Data centre' },
  // ingest.enrich.agents: the kinds of device
  device: { desktop: 'Desktop', mobile: 'Phone', tablet: 'Tablet', bot: 'Bot', other: 'Other' },
  // registry.enums.PartnerStatus
  partner_status: { active: 'Active', paused: 'Paused', blocked: 'Blocked', archived: 'Archived' },
  // registry.enums.PartnerKind
  partner_kind: { partner: 'Partner', friend: 'Friend' },
  // registry.partner_import.Outcome
  import_outcome: { created: 'Created', extended: 'Got more codes', unchanged: 'Unchanged', refused: 'Refused' },
  // registry.enums.Role
  role: { owner: 'Owner', manager: 'Manager', finance: 'Finance', reviewer: 'Reviewer', analyst: 'Analyst' },
  // registry.changes.Subject
  change_of: {
    site: 'Site', program: 'Program', terms: 'Terms', partner: 'Partner', promo_code: 'Promo code',
    payout_method: 'Payout method', key: 'API key', member: 'Team member', invitation: 'Invitation', person: 'Login',
    erasure: 'Erasure', lead: 'Lead', payout_request: 'Payout request', application: 'Application', view: 'Saved view', report_mail: 'Report by mail',
  },
  // registry.changes.Act
  act: { created: 'Created', updated: 'Changed', archived: 'Archived', revoked: 'Revoked', removed: 'Removed' },
  // registry.applications.ApplicationStatus
  application_status: { open: 'Waiting', accepted: 'Accepted', declined: 'Declined' },
  // registry.application_forms.QuestionKind
  question_kind: { short: 'A line of text', long: 'Several lines', choice: 'One of several answers' },
  // registry.erasures.ErasureKind
  erasure_kind: { email: 'E-mail address', customer: 'Customer', visitor: 'Visitor' },
  // registry.erasures.ErasureState
  erasure_state: { waiting: 'Waiting', running: 'Under way', done: 'Erased', failed: 'Failed' },
  // console.api.installation.health_parts.HealthPart
  health_part: {
    warehouse: 'Warehouse', registry: 'Registry', redis: 'Redis', worker: 'Worker', ingest: 'Storing events',
    fraud_runs: 'Fraud rules', commissions: 'Commissions', dead_letters: 'Dead letters', mail: 'Mail', disk: 'Disk',
    damages: 'Damaged files', backup: 'Backup', versions: 'Versions',
  },
  // console.api.installation.health_parts.HealthState
  health_state: { fine: 'Fine', attention: 'Needs attention', away: 'Does not answer' },
  // registry.enums.Model
  model: {
    first_click: 'First click', last_click: 'Last click', last_non_direct: 'Last non-direct',
    last_partner_click: 'Last partner click', linear: 'Linear', position: 'Position 40/20/40',
    time_decay: 'Time decay', markov: 'Markov', shapley: 'Shapley',
  },
  // registry.enums.Priority
  priority: { click: 'The click', promo_code: 'The promo code' },
  // registry.enums.ImportState
  import_state: { running: 'Running', complete: 'Complete', undoing: 'Being undone', undone: 'Undone' },
  // reports.conversions.why.Reason
  touch_reason: {
    earns: 'Credited', model_gives_nothing: 'Within the window, but no credit under this model',
    partner_left: 'No credit: the partner was not active at the conversion', partner_inactive: 'The partner was not active',
    window_passed: 'Older than the window', not_among_newest: 'So many clicks: only the newest count',
    after_conversion: 'Came after the conversion', late_click: 'Reported too late', not_human: 'Not human traffic',
    pixel: 'Reported by a pixel', claim: 'Only browsers say that this is the customer',
    promo_code_first: 'The promo code goes before clicks', customer_kept: 'The customer keeps his partner',
    declared: 'Reported with the conversion', promo_code: 'By the promo code of the conversion',
    referral_expired: 'The partner’s click was too long ago', no_visitor: 'It was reported without a visitor, so no click was found',
    unattributed: 'Not a partner sale',
  },
  // reports.funnel.enums.Order
  step_order: {
    ordered: 'In this order', strict: 'Nothing between', unordered: 'Any order', windowFunnel: 'As ClickHouse counts',
  },
  // reports.funnel.enums.Entry
  entry: { best: 'The one that went furthest', first: 'The first one' },
  // reports.funnel.enums.Counting
  counting: { people: 'People', totals: 'Every attempt' },
  // reports.buckets.Interval
  interval: { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month', total: 'Whole period' },
  // fraud.review: the decisions of conversions
  decision: { pending: 'Pending', pay: 'Approved', hold: 'Held for review', reject: 'Rejected' },
  // console.api.reports.conversion_state.ConversionState
  conversion_state: {
    pending: 'Pending', approved: 'Approved', held: 'Held for review', rejected: 'Rejected', refunded: 'Refunded',
    not_partner: 'Without a partner',
  },
  // leads.stages.Stage
  lead_stage: { new: 'New', contacted: 'Contacted', qualified: 'Qualified', won: 'Won', lost: 'Lost' },
  // console.api.reports.conversion_history.HistoryKind
  history_kind: {
    made: 'Reported', reported_again: 'Reported again', refund: 'Refund', dispute: 'Dispute', decision: 'Decision',
    stage: 'Stage', assigned: 'Assigned', note: 'Note',
  },
  // fraud.review.payable.Awaited
  awaits: { '': '', fraud_run: 'not checked yet', confirmation: 'to be confirmed' },
  // fraud.review.payable.ReasonCode and the reasons of fraud.rules
  decision_reason: {
    disputed: 'the payment is disputed', unconfirmed: 'only a browser reported it',
    unsigned_identity: 'credited by what only a browser said of the customer',
    late_click: 'a click that would have earned it arrived too late',
    contradicted_order: 'another report of it names another amount or person',
    not_a_person: 'not made by a person', repeated: 'clicks repeated', flood: 'very many clicks',
    no_engagement: 'visitors did not engage', timing: 'unusual timing', unusual_rate: 'converts unusually often',
    refunds: 'many refunds', same_device: 'many buyers with the very same browser',
    same_amount: 'many orders of the same amount', search_advertising: 'search advertising', no_click: 'no click before it',
    network: 'came through a data centre or an anonymiser', same_address: 'many buyers from one address',
    location: 'click and order from different places', amount: 'an unusual amount',
    disposable_email: 'a disposable e-mail address', self_referral: 'the partner’s own order',
    repeated_order: 'the order was reported several times', known_person: 'the person was a customer before',
    paid_traffic: 'the click was paid for',
  },
  // fraud.rules.rule_files.Subject
  mark_subject: { click: 'Click', conversion: 'Conversion', partner: 'Partner' },
  // fraud.rules.rule_files.TrafficClass
  traffic_class: { givt: 'General invalid traffic', sivt: 'Sophisticated invalid traffic', policy: 'Policy' },
  // fraud.rules.rule_files.Family
  rule_family: {
    timing: 'Timing', network: 'Network', identity: 'Identity', behaviour: 'Behaviour', economics: 'Economics',
    technical: 'Technical', policy: 'Policy',
  },
}
