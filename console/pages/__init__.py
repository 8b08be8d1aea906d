"""The web pages for the marketer and the partner: thin shells that get their figures from the JSON API.

routes               every page with its path
sign_in, partner_sign_in   signing in and out
entrance             what differs between the sign-in of team members and of partners
own_account, second_factor, own_password   what somebody changes of their own; account: the page of a team member
cabinet, cabinet_profile   the partner's own pages
friend               the page of a customer who refers others, opened by a signed address
invitation             a team member's way in
setup, setup_steps     the first run: the first administrator, then site, tag, program and partner
brands                 stylesheet and logo of a site
report_mail_end        ends a report by mail
settings_tabs          the settings of a site, a page for each tab
installation           the pages of the administrators of the installation
frame                what the marketer's pages have around them
sign_in_limits       the answer to whoever tries too often
sign_in_attempts, known_devices   pauses after failures, and who has a count of their own
password_checks      bounds the work of checking passwords
page_access          who is signed in, and which sites or partner they may see
money_pages          one program, one payout run
page_context         what some pages need of the registry
page_language        in which language a page is; browser_texts: the texts of its scripts
page_scripts, built_assets   which scripts a page runs; where what the build made is served
reasons              what the registry objects to a value, for people
renderer             what the pages need, and how a template is rendered
select_options       the options of the reports' filters
forms, headers       posted forms; the security headers of every page
error_pages          exceptions as pages
templates/           one for each page; macros.html has what they share
"""
