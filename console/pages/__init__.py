"""The web pages for the marketer and the partner: thin shells that get their figures from the JSON API.

routes               every page with its path
sign_in, partner_sign_in   signing in and out
account, second_factor, own_password   what a team member changes of their own
frame                what the marketer's pages have around them
sign_in_limits       the answer to whoever tries too often
sign_in_attempts, known_devices   pauses after failures, and who has a count of their own
password_checks      bounds the work of checking passwords
page_access          who is signed in, and which sites or partner they may see
partner_page         what a partner's page shows besides figures
renderer             what the pages need, and how a template is rendered
select_options       the options of the reports' filters
forms, headers       posted forms; the security headers of every page
error_pages          exceptions as pages
templates/           one for each page; macros.html has what they share
"""
