import Drawing

/// The style sheet of a report.
package let reportStyle = """
  \(baseStyle)
  \(FigureColor.rules(scope: ".figure ") { $0.onPaper })
  .figure text{font-family:\(Figure.fontFamily)}
  @media screen and (prefers-color-scheme: dark){
  :root{--ink:#e6edf3;--muted:#9aa5b1;--rule:#30363d;--paper:#12161c;--accent:#56b4e9;\
  --soft:#1a2028;--warn:#f0b070;--good:#5cd0a8}
  \(FigureColor.rules(scope: ".figure ") { $0.onDark })
  }
  \(printStyle)
  """

private let baseStyle = """
  :root{--ink:#1f2328;--muted:#57606a;--rule:#dfe3e8;--paper:#fff;--accent:#00639c;\
  --soft:#f5f7f9;--warn:#994400;--good:#006b4f;\
  --serif:Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype",Palatino,Georgia,\
  "Times New Roman",serif;\
  --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
  *{box-sizing:border-box}
  html{font:100%/1.55 var(--sans);color:var(--ink);background:var(--paper);\
  -webkit-text-size-adjust:100%;scroll-padding-top:1rem}
  body{margin:0 auto;padding:2.5rem 1.5rem 4rem;max-width:78rem;overflow-wrap:break-word}
  header{margin-bottom:2rem;padding-bottom:1.25rem;border-bottom:1px solid var(--ink)}
  h1,h2,h3{font-family:var(--serif);line-height:1.25;font-weight:600;margin:0;\
  overflow-wrap:anywhere}
  h1{font-size:clamp(1.6rem,1.2rem + 1.6vw,2.3rem)}
  h2{font-size:1.3rem;margin-bottom:.6rem}
  h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
  p{margin:0 0 .8rem;max-width:46rem}
  .kicker{margin:0 0 .3rem;font-size:.8rem;letter-spacing:.05em;color:var(--muted)}
  .byline,.note{color:var(--muted);font-size:.9rem}
  .byline{margin:.5rem 0 0;overflow-wrap:anywhere}
  .level{color:var(--muted);font-weight:400}
  .lead{font:1.2rem/1.55 var(--serif);max-width:50rem;font-variant-numeric:tabular-nums lining-nums}
  .lead strong{font-weight:700;white-space:nowrap}
  .caution{color:var(--warn)}
  section,nav{margin:0 0 2.75rem}
  main>nav~section{padding-top:1.5rem;border-top:1px solid var(--rule)}
  a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.15em}
  a:focus-visible,input:focus-visible,.scroll:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);\
  outline-offset:2px}
  code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:nowrap}
  dd code{white-space:normal;overflow-wrap:anywhere}
  .skip{position:absolute;left:-999rem;top:0;padding:.6rem 1rem;background:var(--paper)}
  .skip:focus{left:0}
  .hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;\
  clip-path:inset(50%);white-space:nowrap}
  .slider{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1rem;margin:0 0 1rem;\
  max-width:46rem}
  .slider[hidden]{display:none}
  .slider input[type=range]{flex:1 1 12rem;min-width:8rem;height:1.75rem;margin:0;\
  accent-color:var(--accent)}
  .slider input[type=number]{width:5.5rem;padding:.2rem .4rem;font:inherit;\
  font-variant-numeric:tabular-nums;color:inherit;background:var(--paper);\
  border:1px solid var(--muted);border-radius:3px}
  .scroll{overflow-x:auto;margin:0 0 1.2rem}
  table{border-collapse:collapse;font-size:.9rem;line-height:1.4;\
  font-variant-numeric:tabular-nums lining-nums}
  caption{text-align:left;font-weight:600;padding-bottom:.45rem;max-width:46rem}
  th,td{padding:.32rem .9rem .32rem 0;text-align:left;vertical-align:baseline;font-weight:400}
  thead th{font-weight:600;border-bottom:1px solid var(--ink);vertical-align:bottom}
  thead td{border-bottom:1px solid var(--ink)}
  thead tr:not(:last-child) th{border-bottom:1px solid var(--rule)}
  thead tr:not(:last-child) td{border-bottom:0}
  tbody th,tbody td{border-bottom:1px solid var(--rule)}
  tbody tr:last-child>*{border-bottom:1px solid var(--ink)}
  tbody th{max-width:26rem;overflow-wrap:anywhere;min-width:7rem}
  .n{text-align:right;padding-left:.6rem}
  td.n{white-space:nowrap}
  .n+td:not(.n),.n+th:not(.n){padding-left:.9rem}
  sub{line-height:0;font-size:.75em}
  .group{text-align:center}
  .chosen>*{font-weight:600}
  td em{font-style:italic;color:var(--muted)}
  figure{margin:0 0 1.2rem;min-width:0}
  .figure{display:block;max-width:100%;height:auto}
  .beside{display:grid;grid-template-columns:minmax(0,42fr) minmax(0,76fr);gap:1.3rem;\
  align-items:start}
  .tables{display:flex;flex-wrap:wrap;gap:0 4rem;align-items:flex-start}
  .tables>*{min-width:0}
  .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(28rem,100%),1fr));gap:1.5rem;\
  align-items:start}
  .trust,.facts{margin:0;max-width:62rem}
  .trust>div,.facts>div{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:0 1rem;\
  padding:.5rem 0;border-top:1px solid var(--rule)}
  dt{font-weight:600}
  dd{margin:0;overflow-wrap:anywhere}
  .trust .caution{color:inherit}
  .trust dt{display:flex;gap:.6rem;align-items:baseline}
  .mark{flex:0 0 3.8rem;font-size:.8rem;font-weight:600;color:var(--good)}
  .caution .mark{color:var(--warn)}
  #trust{padding:1.25rem 1.5rem .75rem;background:var(--soft);border-radius:4px}
  .opening{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 3rem;align-items:start}
  .opening table{width:100%}
  .levels{grid-template-columns:minmax(0,7fr) minmax(0,5fr)}
  .whole{white-space:nowrap}
  .next{color:var(--muted);font-size:.92em}
  .levels ul{padding-left:1.1rem;margin:0 0 .8rem}
  nav ul{columns:16rem;margin:0;padding:0;list-style:none}
  nav li{padding:.12rem 0}
  .paste{font-family:var(--serif);font-size:1.05rem;padding-left:1rem;\
  border-left:3px solid var(--rule)}
  .references{padding-left:1.1rem;max-width:46rem;font-size:.9rem}
  .references li{margin-bottom:.3rem}
  footer{border-top:1px solid var(--rule);padding-top:.8rem;font-size:.85rem;color:var(--muted)}
  @media (max-width:60rem){.beside,.opening,.levels{grid-template-columns:minmax(0,1fr)}}
  @media (max-width:40rem){body{padding:1.25rem 1rem 3rem}\
  .trust>div,.facts>div{grid-template-columns:minmax(0,1fr)}#trust{padding:1rem}\
  .lead{font-size:1.1rem}\
  .opening table{font-size:.82rem}.opening td.n,.opening th{white-space:normal;min-width:0;padding-right:.4rem}\
  .wide{overflow-x:auto}.wide .figure{min-width:42rem}}
  """

private let printStyle = """
  @page{size:A4;margin:18mm 15mm}
  @media print{
  html{font-size:9.5pt}
  body{max-width:none;padding:0}
  .slider,nav,.skip{display:none}
  .scroll{overflow:visible}
  section{margin-bottom:1.6rem}
  h2,h3,caption{break-after:avoid}
  figure,tr,.trust>div,.lead{break-inside:avoid}
  thead{display:table-header-group}
  .figure{max-height:250mm;margin:0 auto}
  #trust{padding:0;background:none}
  a{color:inherit;text-decoration:none}
  .beside,.opening,.levels{grid-template-columns:minmax(0,1fr)}
  table{font-size:7.4pt}
  th,td{padding-right:.4rem}
  .n{padding-left:.3rem}
  thead{break-after:avoid}
  .beside .plot:first-child .figure{max-width:100mm}
  }
  """
