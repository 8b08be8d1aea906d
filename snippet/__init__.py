"""``prm.js``, its build and its documentation; what is served lies in ``dist/`` and is read as package data."""
