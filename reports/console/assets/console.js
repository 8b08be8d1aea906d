// Starts what the page needs; every page of the console is this one module and a different template.
import { startAttribution } from './attribution.js'
import { startConversions } from './conversions.js'
import { startFraud } from './fraud.js'
import { startFunnel } from './funnel.js'
import { startPartner } from './partner.js'
import { startPartnerSignIn } from './partner_sign_in.js'
import { startPartners } from './partners.js'
import { startShell } from './shell.js'

const pages = {
  attribution: startAttribution,
  conversions: startConversions,
  fraud: startFraud,
  funnel: startFunnel,
  'own-page': startPartner,
  partner: startPartner,
  'partner-sign-in': startPartnerSignIn,
  partners: startPartners,
}

startShell()
pages[document.body.dataset.page]?.()
