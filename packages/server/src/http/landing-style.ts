/** The style of both pages, inline so that nothing else has to be fetched; the page's policy names its hash.
 *  Colours and measures are those of the screens (`ui/theme`). Motion stops under `prefers-reduced-motion`. */
export const landingStyle = `
:root{color-scheme:light dark;
--ground:light-dark(#f6f2ea,#171a26);--raised:light-dark(#fffdf8,#1f2333);--sunk:light-dark(#ece4d6,#2a3044);
--ink:light-dark(#2b2a33,#f1ece1);--ink-2:light-dark(#625e6d,#a9a7b8);--line:light-dark(#e2d8c6,#313750);
--lamp:light-dark(#e8a33d,#f3b556);--lamp-deep:light-dark(#8f5209,#f7c677);--lamp-soft:light-dark(#fbe7c2,#3a3020);--lamp-ink:light-dark(#3a2405,#2a1a02);
--sky-1:light-dark(#cfd6e6,#131726);--sky-2:light-dark(#f0dcc0,#232a42);--sky-3:light-dark(#f6e6c8,#3b3348);
--wall:light-dark(#dac8ac,#2b2d44);--roof:light-dark(#6b543e,#10131f);--door:light-dark(#8a6849,#3b2b39);--hill:light-dark(#bfc4a2,#1a2032);--hill-far:light-dark(#cfd0b6,#20273c);--pane:light-dark(#f3d79a,#6d5a44);
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","TeX Gyre Pagella",Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 var(--sans)}
header{height:min(41.6vw,max(160px,34vh));overflow:hidden}
header svg{display:block;width:100%;height:100%}
main{max-width:41rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font:600 2.1rem/1.15 var(--serif);margin:0 0 .4rem;text-wrap:balance}
h2{font:600 1.2rem/1.3 var(--serif);margin:0 0 .5rem}
p{margin:0 0 .8rem}
.lead{font-size:1.1rem;color:var(--ink-2);margin-bottom:1.8rem;text-wrap:pretty}
section{background:var(--raised);border:1px solid var(--line);border-radius:16px;padding:1.25rem 1.35rem;margin-bottom:1rem}
section>:last-child{margin-bottom:0}
ol{margin:0 0 .8rem;padding:0;list-style:none;counter-reset:n}
li{counter-increment:n;position:relative;padding:.25rem 0 .25rem 2.6rem;margin-bottom:.5rem}
li::before{content:counter(n);position:absolute;left:0;top:.2rem;width:1.75rem;height:1.75rem;border-radius:50%;background:var(--lamp-soft);color:var(--lamp-deep);font:600 .95rem/1.75rem var(--sans);text-align:center}
code{font:.9em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;background:var(--sunk);border-radius:6px;padding:.1em .4em;overflow-wrap:anywhere}
.quiet{color:var(--ink-2);font-size:.95rem}
.lamp{display:inline-block;width:.62em;height:.62em;border-radius:50%;background:var(--lamp);box-shadow:0 0 .5em var(--lamp);margin-right:.3em}
a{color:var(--lamp-deep);text-underline-offset:.2em}
a.go{display:inline-block;margin:0 0 .35rem;padding:.7rem 1.15rem;border:1px solid light-dark(#b1721a,#f3b556);border-radius:14px;background:var(--lamp);color:var(--lamp-ink);font-weight:650;text-decoration:none}
a:focus-visible{outline:2px solid var(--lamp-deep);outline-offset:3px;border-radius:4px}
footer{color:var(--ink-2);font-size:.9rem;text-align:center;padding-top:.8rem}
.sky-1{stop-color:var(--sky-1)}.sky-2{stop-color:var(--sky-2)}.sky-3{stop-color:var(--sky-3)}
.halo-1{stop-color:#ffdd98;stop-opacity:.95}.halo-2{stop-color:#f3b556;stop-opacity:.4}.halo-3{stop-color:#f3b556;stop-opacity:0}
.stars{fill:light-dark(#ffffff00,#f1ece1b0)}.hill{fill:var(--hill)}.hill-far{fill:var(--hill-far)}
.wall{fill:var(--wall)}.roof{fill:var(--roof)}.roof-line{fill:none;stroke:var(--roof);stroke-width:13;stroke-linecap:round;stroke-linejoin:round}
.boards{stroke:var(--roof);stroke-width:1;opacity:.16}.door{fill:var(--door)}.knob{fill:var(--lamp)}.pane{fill:var(--pane);opacity:.75}.bars{stroke:var(--wall);stroke-width:3.5}
.window-lit{fill:#ffdf9e}.iron{fill:var(--roof);stroke:var(--roof);stroke-width:2;stroke-linejoin:round}.lantern{fill:#ffe9b8;stroke:var(--roof);stroke-width:2.4;stroke-linejoin:round}.flame{fill:#f3a73c}
.step{fill:var(--roof);opacity:.55}
.breathe{animation:breathe 7s ease-in-out infinite;transform-box:fill-box;transform-origin:center}.late{animation-delay:-3.5s}
@keyframes breathe{50%{opacity:.82;transform:scale(.97)}}
@media (prefers-reduced-motion:reduce){.breathe{animation:none}}
`
