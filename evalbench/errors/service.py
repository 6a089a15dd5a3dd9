"""The catalogue of errors. Endpoints that cannot be used as configured: codes S101 and so on."""
