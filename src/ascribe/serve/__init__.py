"""The workbench's server: one store, read and decided upon in a browser on the same machine.

In:  a store, settings.   Out: `workbench`: an ASGI application; `docs/api.md` lists what it answers.

`site` holds what all requests share, `routes` what is asked and answered, `endpoints` turns that into routes and OpenAPI, `security` lets
in whom the printed address was given to.
"""
