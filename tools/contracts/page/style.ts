/** The look of the contract page: no fonts, scripts or pictures from elsewhere; light and dark; narrow screens too. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1c2126;--soft:#5c6670;--line:#e3e6e8;--accent:#0b6e63;--tint:#e8f3f1;
--in:#1d5fa8;--intint:#e7f0fa;--code:#f3f5f5;--warn:#a3400d;--warntint:#fbeee5}
@media (prefers-color-scheme:dark){:root{--bg:#14181b;--card:#1b2024;--ink:#e6e9eb;--soft:#9aa5ae;--line:#2e363c;--accent:#5cc7b6;
--tint:#173330;--in:#86b9f0;--intint:#182b40;--code:#232a2f;--warn:#f0a070;--warntint:#3a2517}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace;font-size:.875em}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.page{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:84rem;margin:0 auto}
nav{position:sticky;top:0;align-self:start;height:100vh;overflow-y:auto;padding:1.5rem 1rem 2rem 1.5rem;border-right:1px solid var(--line);
font-size:.875rem}
nav b{display:block;margin:1.25rem 0 .25rem;padding-left:.5rem;font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
nav ul{list-style:none;margin:0;padding:0}nav a{display:block;padding:.15rem .5rem;border-radius:6px;color:inherit;overflow-wrap:anywhere}
nav a:hover{background:var(--tint);text-decoration:none}nav .brand{font-size:1.05rem;font-weight:650;padding-left:.5rem}
main{padding:2rem 2.5rem 6rem;min-width:0}
h1{font-size:1.9rem;line-height:1.2;margin:.25rem 0 .5rem;letter-spacing:-.01em}
h2{font-size:1.4rem;margin:3.5rem 0 .25rem;letter-spacing:-.01em}
h3{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
h4{font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1.25rem 0 .4rem}
.lead{font-size:1.05rem;color:var(--soft);max-width:46rem;margin:.25rem 0 1rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.75rem;margin:1.5rem 0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem}
.facts b{display:block;margin-bottom:.15rem}.facts span{color:var(--soft);font-size:.9rem}
.group{font-size:1.6rem;margin-top:4rem;padding-top:2rem;border-top:1px solid var(--line)}
.topic{margin:3rem 0 0}.topic h2{margin:0;display:flex;flex-wrap:wrap;align-items:center;gap:.6rem}
.topic>p{color:var(--soft);margin:.35rem 0 1rem;max-width:46rem}
.badge{font:600 .72rem/1 system-ui,sans-serif;letter-spacing:.04em;text-transform:uppercase;border-radius:99px;padding:.35rem .6rem;
background:var(--tint);color:var(--accent);white-space:nowrap}
.badge.in,.badge.post{background:var(--intint);color:var(--in)}
details.item{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:.6rem 0}
details.item>summary{cursor:pointer;padding:.8rem 1rem;list-style:none;display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .8rem}
details.item>summary::-webkit-details-marker{display:none}
details.item>summary::before{content:"›";color:var(--soft);font-weight:700;transition:transform .12s;width:.6rem;flex:none}
details.item[open]>summary::before{transform:rotate(90deg)}
details.item>summary span{color:var(--soft)}details.item>summary code{overflow-wrap:anywhere}
details.item>div{padding:0 1rem 1.1rem}
details.item>div>p{margin:.1rem 0 .6rem;max-width:52rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{text-align:left;font-size:.75rem;color:var(--soft);font-weight:600;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
td{vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line)}tr:last-child td{border-bottom:0}
.fields td:first-child{width:32%}.fields td:nth-child(2){width:27%;color:var(--soft)}
td small{display:block;font-size:.8rem;overflow-wrap:anywhere}
.d1{padding-left:1.25rem}.d2{padding-left:2.5rem}.d3{padding-left:3.75rem}
.d1 code,.d2 code,.d3 code{color:var(--soft)}
.req{font-size:.7rem;font-weight:600;color:var(--warn);background:var(--warntint);border-radius:4px;padding:.1rem .35rem;margin-left:.5rem}
pre{background:var(--code);border-radius:8px;padding:.9rem 1rem;overflow-x:auto;line-height:1.5;margin:0;tab-size:2}
.topic>p code{white-space:nowrap}
p code,td code:only-child,.facts code{background:var(--code);border-radius:4px;padding:.05rem .3rem}
td:first-child code{background:none;padding:0}
.more>summary{cursor:pointer;color:var(--accent);font-size:.875rem;margin:.9rem 0 .5rem;width:max-content}
.files a{margin-right:1.1rem}
button{font:inherit;font-size:.875rem;color:var(--accent);background:none;border:1px solid var(--line);border-radius:6px;padding:.25rem .7rem;cursor:pointer}
footer{margin-top:4rem;color:var(--soft);font-size:.875rem}
@media (max-width:56rem){.page{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line);padding:1rem}
nav .contents{display:none}main{padding:1.25rem 1rem 4rem}h1{font-size:1.5rem}
.fields thead{display:none}.fields tr{display:block;padding:.55rem 0;border-bottom:1px solid var(--line)}
.fields td,.fields td:first-child,.fields td:nth-child(2){display:block;width:auto;border:0;padding-top:.1rem;padding-bottom:.1rem}
.fields .d1~td{padding-left:1.25rem}.fields .d2~td{padding-left:2.5rem}.fields .d3~td{padding-left:3.75rem}}
@media print{nav{display:none}.page{display:block}}
`.trim();

/** Opens what a link leads to, and everything at once for those who search or print. Without it the page is read all the same. */
export const pageScript = `
const items=[...document.querySelectorAll('details.item')],button=document.querySelector('[data-toggle]');
const show=()=>{const found=location.hash&&document.getElementById(decodeURIComponent(location.hash.slice(1)));if(found?.tagName==='DETAILS'){found.open=true;found.scrollIntoView()}};
addEventListener('hashchange',show);show();
button.addEventListener('click',()=>{const open=button.textContent==='Open all';for(const item of items)item.open=open;button.textContent=open?'Close all':'Open all'});
addEventListener('beforeprint',()=>{for(const item of items)item.open=true});
`.trim();
