/** The style of the page. Colours were chosen for contrast on both grounds; lines differ in dashes, too. */
export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --ground: #fff; --text: #1b1f24; --quiet: #57606a; --rule: #d8dee4;
  --one: #0b62c4; --two: #1a7f37; --three: #9a6700; --four: #c2255c }
@media (prefers-color-scheme: dark) { :root {
  --ground: #14171c; --text: #e6e9ee; --quiet: #a0a8b3; --rule: #343b45;
  --one: #6cb0ff; --two: #56d364; --three: #e3b341; --four: #ff8fb1 } }
body { margin: 0; background: var(--ground); color: var(--text) }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.5rem; overflow-wrap: anywhere }
h2 { font-size: 1.15rem; margin-top: 2rem }
p { color: var(--quiet); max-width: 60rem; overflow-wrap: anywhere }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem }
.tiles div { border: 1px solid var(--rule); border-radius: .5rem; padding: .6rem .8rem }
.tiles dt { color: var(--quiet); font-size: .85rem }
.tiles dd { margin: 0; font-size: .85rem; color: var(--quiet) }
.tiles b { display: block; font-size: 1.35rem; color: var(--text) }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1rem; margin-top: 1.5rem }
figure { margin: 0; border: 1px solid var(--rule); border-radius: .5rem; padding: .75rem }
figcaption { font-weight: 600 }
svg { display: block; width: 100%; height: auto }
svg text { fill: var(--quiet); font-size: 12px }
.grid { stroke: var(--rule) }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.line.one { stroke: var(--one) } .line.two { stroke: var(--two) } .line.three { stroke: var(--three) } .line.four { stroke: var(--four) }
.line.dashed { stroke-dasharray: 6 4 }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0 0; padding: 0; list-style: none; font-size: .85rem }
.legend li::before { content: ''; display: inline-block; width: 1.4em; margin-right: .4em; vertical-align: middle; border-top: 3px solid currentColor }
.legend .dashed::before { border-top-style: dashed }
.legend .one::before { color: var(--one) } .legend .two::before { color: var(--two) }
.legend .three::before { color: var(--three) } .legend .four::before { color: var(--four) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap }
th:first-child { text-align: left; font-weight: 500 }
thead th { color: var(--quiet); font-weight: 600 }
td:has(code) { text-align: left }
.missed { color: var(--four) }
code { font-size: .9em }
`;
