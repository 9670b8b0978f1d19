/** The picture over both pages: my porch with its lamp lit, and a small light far off over the hill. Colours come from `landing-style.ts`. */
export const landingScene = (
  title: string,
): string => `<svg viewBox="-300 0 1320 300" preserveAspectRatio="xMidYMax slice" role="img" aria-labelledby="scene-title">
<title id="scene-title">${title}</title>
<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop class="sky-1" offset="0"/><stop class="sky-2" offset=".62"/><stop class="sky-3" offset="1"/></linearGradient>
<radialGradient id="halo"><stop class="halo-1" offset="0"/><stop class="halo-2" offset=".38"/><stop class="halo-3" offset="1"/></radialGradient>
<radialGradient id="far"><stop class="halo-1" offset="0"/><stop class="halo-3" offset="1"/></radialGradient>
</defs>
<rect x="-300" width="1320" height="300" fill="url(#sky)"/>
<g class="stars"><circle cx="448" cy="46" r="1.6"/><circle cx="512" cy="92" r="1.1"/><circle cx="574" cy="38" r="1.4"/><circle cx="636" cy="78" r="1.2"/><circle cx="684" cy="34" r="1.5"/><circle cx="404" cy="104" r="1"/><circle cx="604" cy="126" r="1"/><circle cx="760" cy="96" r="1.2"/><circle cx="858" cy="52" r="1.5"/><circle cx="934" cy="108" r="1.1"/><circle cx="-70" cy="64" r="1.3"/><circle cx="-168" cy="112" r="1.1"/><circle cx="-240" cy="48" r="1.5"/></g>
<path class="hill-far" d="M300 300 C400 214 520 204 600 222 S700 232 720 216 C800 190 920 196 1020 214 V300 Z"/><path class="hill-far" d="M-300 300 V226 C-210 206 -90 214 30 246 V300 Z"/>
<circle class="breathe late" cx="612" cy="204" r="46" fill="url(#far)"/>
<g class="house-far"><path class="roof" d="M584 202 L612 180 L640 202 Z"/><path class="wall" d="M590 202 H634 V226 H590 Z"/></g>
<rect class="window-lit" x="606" y="207" width="12" height="12" rx="1.5"/>
<path class="hill" d="M330 300 C430 236 540 246 720 268 C840 282 940 280 1020 272 V300 Z"/><path class="hill" d="M-300 300 V272 C-200 250 -90 256 30 284 V300 Z"/>
<path class="wall" d="M0 300 V148 L148 76 L296 148 V300 Z"/>
<path class="boards" d="M0 176 H296 M0 208 H296 M0 240 H296 M0 272 H296"/>
<path class="roof-line" d="M-12 150 L148 72 L316 154"/>
<rect class="door" x="86" y="182" width="74" height="118" rx="5"/><circle class="knob" cx="148" cy="244" r="3.4"/>
<rect class="pane" x="192" y="190" width="56" height="52" rx="3"/><path class="bars" d="M220 190 V242 M192 216 H248"/>
<ellipse cx="306" cy="298" rx="170" ry="26" fill="url(#far)" opacity=".45"/>
<circle class="breathe" cx="306" cy="186" r="138" fill="url(#halo)"/>
<path class="iron" d="M306 152 V160 M292 162 H320 L326 174 H286 Z"/>
<path class="lantern" d="M289 174 H323 L317 212 H295 Z"/><path class="flame" d="M306 182 C313 192 312 202 306 205 C300 202 299 192 306 182 Z"/>
<rect class="iron" x="293" y="212" width="26" height="6" rx="1.5"/>
<path class="step" d="M60 294 H330 V300 H60 Z"/>
</svg>`
