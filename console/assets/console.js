// Starts the script of the page; every page of the console loads this one module.
import { startAttribution } from './attribution.js'
import { startCohorts } from './cohorts.js'
import { startConversions } from './conversions.js'
import { startFraud } from './fraud.js'
import { startFunnel } from './funnel.js'
import { startPartner } from './partner.js'
import { startPartnerSignIn } from './partner_sign_in.js'
import { startPartners } from './partners.js'
import { startPaths } from './paths.js'
import { startPromoCodes } from './promo_codes.js'
import { startSettings } from './settings.js'
import { startShell } from './shell.js'

const pages = {
  attribution: startAttribution,
  cohorts: startCohorts,
  conversions: startConversions,
  fraud: startFraud,
  funnel: startFunnel,
  'partner-home': startPartner,
  partner: startPartner,
  'partner-sign-in': startPartnerSignIn,
  partners: startPartners,
  paths: startPaths,
  'promo-codes': startPromoCodes,
  settings: startSettings,
}

startShell()
pages[document.body.dataset.page]?.()
