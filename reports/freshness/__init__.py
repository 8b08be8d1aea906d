"""How complete the figures are: what is accepted, what is stored, and until when nothing is missing."""
