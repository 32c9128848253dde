/** Tables, which scroll by themselves where they are too wide, and lists of terms. */
export const tableStyle = `
.scroll{overflow-x:auto;margin:1.25rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45}
caption{text-align:left;font-weight:600;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.4rem 1.25rem .4rem 0;border-bottom:1px solid var(--line);min-width:4.5rem}
th{font-weight:600}
tbody th{font-weight:400}
thead th{border-bottom-color:var(--ink);font-size:.875rem;overflow-wrap:normal;vertical-align:bottom}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{margin:1rem 0}
dl>div{display:grid;grid-template-columns:12rem 1fr;gap:0 1.5rem;padding:.3rem 0}
dl.figures>div{grid-template-columns:24rem 1fr}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
dd ul{margin:0;padding-left:1.1rem}
.sign-off table{table-layout:fixed;min-width:36rem}
.sign-off td,.sign-off tbody th{padding-top:.9rem;padding-bottom:.9rem;min-width:8rem}
.gherkin table,.data table{width:auto;font-size:.875rem}
.data tbody th{min-width:7rem}
.data td:nth-last-child(-n+2){white-space:nowrap}
.gherkin .scroll,.data .scroll{margin:.4rem 0}
@media (max-width:40rem){dl>div,dl.figures>div{grid-template-columns:1fr;padding:.4rem 0}}
`
