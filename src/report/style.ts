/** The styles of the page; colours have the contrast of WCAG 2.2 AA in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #121419);
  --card: light-dark(#fff, #1b1e25);
  --text: light-dark(#1d2129, #e8eaef);
  --soft: light-dark(#535b69, #a9b1bf);
  --line: light-dark(#d9dde4, #333945);
  --accent: light-dark(#3049b8, #a9b8ff);
  --warn: light-dark(#7a4a00, #f0c274);
  --warn-ground: light-dark(#fdf1da, #362a12);
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  line-height: 1.5;
}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--ground); color: var(--text); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 0.5rem; overflow-wrap: break-word; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; max-width: 46rem; }
ul { padding-left: 1.25rem; }
code, pre { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: 0.875rem; }
.soft { color: var(--soft); }
.languages { border: 0; padding: 0; margin: 0; display: flex; gap: 0.5rem; align-items: center; justify-content: flex-end; flex-wrap: wrap; min-width: 0; }
.languages legend { float: left; padding: 0; margin-right: 0.5rem; color: var(--soft); }
.languages label { display: flex; gap: 0.375rem; align-items: center; padding: 0.25rem 0; }
.languages input { width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
body:has(#choose-en:checked) .report-fr, body:has(#choose-fr:checked) .report-en { display: none; }
.summary { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; }
.summary div { display: flex; flex-direction: column-reverse; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; padding: 0.5rem 1rem; }
.summary dt { color: var(--soft); }
.summary dd { margin: 0; font-size: 1.375rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.notice { background: var(--warn-ground); color: var(--warn); border-radius: 0.625rem; padding: 0.75rem 1rem; }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 0.25rem solid var(--warn); border-radius: 0.625rem; padding: 0.75rem 1rem; margin: 0.75rem 0; }
.finding h3 code { background: var(--warn-ground); color: var(--warn); border-radius: 0.25rem; padding: 0.125rem 0.375rem; }
.finding li { overflow-wrap: anywhere; }
summary { cursor: pointer; padding: 0.25rem 0; color: var(--accent); }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; }
table { border-collapse: collapse; width: 100%; }
td:last-child { min-width: 14rem; }
.matrix td:last-child { min-width: 0; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 0.75rem; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; }
tbody th { font-weight: 600; }
.gaps { list-style: none; padding: 0; }
.gaps pre { margin: 0.25rem 0 0.75rem; padding: 0.5rem 0.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.375rem; overflow-x: auto; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
