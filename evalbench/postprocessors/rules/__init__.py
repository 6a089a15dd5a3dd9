"""How the robust reading works: tables of rules, and the few functions that apply them."""
