// Starts the script of the page. What few pages need is a module of its own, which the page loads when it is opened.
import { startAccount } from './account.js'
import { startAttribution } from './attribution.js'
import { startCabinetEarnings } from './cabinet_earnings.js'
import { startCabinetHome } from './cabinet_home.js'
import { startCabinetLinks } from './cabinet_links.js'
import { startCabinetPayouts } from './cabinet_payouts.js'
import { startCabinetProfile } from './cabinet_profile.js'
import { startCohorts } from './cohorts.js'
import { startConversions } from './conversions.js'
import { startFraud } from './fraud.js'
import { startFriend } from './friend.js'
import { startFunnel } from './funnel.js'
import { postLinkToken } from './link_token.js'
import { startLinks } from './links.js'
import { startPaths } from './paths.js'
import { startPromoCodes } from './promo_codes.js'
import { startChanges, startInstallationChanges } from './changes.js'
import { startInstallationHealth } from './installation_health.js'
import { startInstallationPeople } from './installation_people.js'
import { startInstallationKeys, startInstallationSites } from './installation_sites.js'
import { startKeys } from './settings_keys.js'
import { startPrivacy } from './settings_privacy.js'
import { startGeneral, startTrust } from './settings_site.js'
import { startTag } from './settings_tag.js'
import { startSetupPartner } from './setup_partner.js'
import { startSetupProgram } from './setup_program.js'
import { startSetupSite } from './setup_site.js'
import { startSetupTag } from './setup_tag.js'
import { startShell } from './shell.js'
import { startTeam } from './team.js'

const pages = {
  account: startAccount,
  applications: () => import('./applications.js').then(page => page.startApplications()),
  attribution: startAttribution,
  'cabinet-earnings': startCabinetEarnings,
  'cabinet-home': startCabinetHome,
  'cabinet-links': startCabinetLinks,
  'cabinet-payouts': startCabinetPayouts,
  'cabinet-profile': startCabinetProfile,
  cohorts: startCohorts,
  conversions: startConversions,
  friend: startFriend,
  fraud: startFraud,
  funnel: startFunnel,
  installation: startInstallationSites,
  'installation-changes': startInstallationChanges,
  'installation-health': startInstallationHealth,
  'installation-keys': startInstallationKeys,
  'installation-people': startInstallationPeople,
  invitation: postLinkToken,
  overview: () => import('./overview.js').then(page => page.startOverview()),
  links: startLinks,
  partner: () => import('./partner_detail.js').then(page => page.startPartnerDetail()),
  'partner-sign-in': postLinkToken,
  partners: () => import('./partners.js').then(page => page.startPartners()),
  paths: startPaths,
  'payout-run': () => import('./payout_run.js').then(page => page.startPayoutRun()),
  payouts: () => import('./payouts.js').then(page => page.startPayouts()),
  program: () => import('./program.js').then(page => page.startProgram()),
  programs: () => import('./programs.js').then(page => page.startPrograms()),
  'promo-codes': startPromoCodes,
  settings: startGeneral,
  'settings-branding': () => import('./settings_branding.js').then(page => page.startBranding()),
  'settings-changes': startChanges,
  'settings-keys': startKeys,
  'settings-privacy': startPrivacy,
  'settings-tag': startTag,
  'settings-trust': startTrust,
  setup: postLinkToken,
  'setup-partner': startSetupPartner,
  'setup-program': startSetupProgram,
  'setup-site': startSetupSite,
  'setup-tag': startSetupTag,
  team: startTeam,
}

startShell()
pages[document.body.dataset.page]?.()
