"""YAML as typed (逐字读 YAML): text in; nodes with places and findings out.

- `nodes`: what comes out: texts, mappings and sequences, each with its place.
- `reading`: `composed`, the door: the parser's events become nodes; limits, duplicate keys, merges;
  of texts of several lines, how they join and where each stands.
- `slips`: values that YAML cuts up, drops or takes for something else, and what to say of them.
- `repairs`: a line that the library cannot read: what was meant, and the fix.

PyYAML is imported only here. YAML 1.1 turns `no`, `12:30` and `1_840` into something else, lets
a second key win silently and cuts `1,718.67` in two inside braces; here each of those is read as
typed, or reported, never lost.
"""
