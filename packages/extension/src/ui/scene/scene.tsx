/** The picture: my porch in front, the other's little house over the hills, and where the light is.
 *  Drawn by state with CSS variables (scene.css); a pulse is one more mote, travelling there or back. */

import './scene.css'
import type { SceneState } from './scene-state.ts'

export interface Pulse {
  /** Rises with every pulse, so that the same one again is a new one. */
  id: number
  way: 'here' | 'there'
}

export function Scene(props: {
  state: SceneState
  title: string
  pulse?: Pulse | undefined
  /** More of the land on both sides, for a whole page. */
  wide?: boolean
  /** Less of the sky, where something else comes first. */
  low?: boolean
}) {
  const { state, title, pulse, wide = false, low = false } = props
  return (
    <svg
      class="scene"
      viewBox={wide ? '-620 0 1600 172' : '0 4 360 156'}
      preserveAspectRatio="xMidYMax slice"
      role="img"
      aria-label={title}
      data-light={state.light}
      data-low={low ? '' : undefined}
      data-here={state.here ? '' : undefined}
    >
      <defs>
        <linearGradient id="sky" x2="0" y2="1">
          <stop class="sky-1" />
          <stop class="sky-2" offset=".62" />
          <stop class="sky-3" offset="1" />
        </linearGradient>
        <radialGradient id="halo">
          <stop class="halo-1" />
          <stop class="halo-2" offset=".32" />
          <stop class="halo-3" offset="1" />
        </radialGradient>
        <radialGradient id="rose-halo">
          <stop class="rose-1" />
          <stop class="rose-3" offset="1" />
        </radialGradient>
        <linearGradient id="way" x2="1" y2="0">
          <stop class="way-1" />
          <stop class="way-2" offset="1" />
        </linearGradient>
      </defs>

      <rect class="sky" x="-620" width="1600" height="172" fill="url(#sky)" />
      <g class="stars">
        <circle cx="238" cy="22" r=".9" />
        <circle cx="262" cy="44" r=".7" />
        <circle cx="286" cy="16" r="1" />
        <circle cx="312" cy="34" r=".7" />
        <circle cx="342" cy="20" r=".9" />
        <circle cx="220" cy="50" r=".6" />
        <circle cx="334" cy="56" r=".6" />
        <circle cx="20" cy="14" r=".8" />
        <circle cx="146" cy="20" r=".7" />
        <circle cx="186" cy="12" r=".9" />
        <circle cx="-60" cy="30" r="0.8" />
        <circle cx="-120" cy="14" r="1" />
        <circle cx="-170" cy="48" r="0.7" />
        <circle cx="-230" cy="24" r="0.9" />
        <circle cx="-300" cy="40" r="0.7" />
        <circle cx="-380" cy="18" r="0.9" />
        <circle cx="-460" cy="36" r="0.7" />
        <circle cx="400" cy="30" r="0.8" />
        <circle cx="450" cy="14" r="0.9" />
        <circle cx="500" cy="48" r="0.7" />
        <circle cx="570" cy="26" r="1" />
        <circle cx="640" cy="40" r="0.7" />
        <circle cx="720" cy="18" r="0.9" />
        <circle cx="800" cy="34" r="0.7" />
      </g>
      <path class="star" d="M250 20c.9 6.4 2.6 8.1 9 9-6.4.9-8.1 2.6-9 9-.9-6.4-2.6-8.1-9-9 6.4-.9 8.1-2.6 9-9z" />

      <path
        class="hill-3"
        d="M-620 126c120-26 220-34 330-22s260 24 440 14c40-22 70-26 104-16s66-12 106-6c90 8 180-24 290-10s220 6 330 2v84H-620z"
      />
      <path
        class="hill-2"
        d="M-620 136c140-22 260-18 380-4s170 18 240 22v18h-620zM178 150c38-34 66-46 100-45s52 18 82 8 110 12 180 8 240-30 440-14v65H178z"
      />

      <g class="far">
        <g class="trees">
          <ellipse cx="338" cy="101" rx="7" ry="10" />
          <ellipse cx="348" cy="105" rx="6" ry="8" />
          <ellipse cx="264" cy="103" rx="5" ry="7" />
          <ellipse cx="430" cy="108" rx="9" ry="13" />
          <ellipse cx="444" cy="113" rx="7" ry="9" />
          <ellipse cx="560" cy="104" rx="8" ry="11" />
          <ellipse cx="-96" cy="122" rx="17" ry="27" />
          <ellipse cx="-68" cy="132" rx="12" ry="18" />
          <ellipse cx="-220" cy="118" rx="9" ry="13" />
          <ellipse cx="-18" cy="150" rx="13" ry="9" />
        </g>
        <circle class="far-halo" cx="302" cy="99" r="34" fill="url(#halo)" />
        <path class="far-wall" d="M285 93h28v17h-28z" />
        <path class="far-roof" d="M307 80h4v7l6 6h-36l18-15 8 6.600z" />
        <path class="far-door" d="M304 100h5v10h-5z" />
        <path class="far-window" d="M289.500 97h8v7h-8z" />
        <circle class="far-lamp" cx="312" cy="100" r="1.900" />
      </g>

      <path
        class="way"
        fill="url(#way)"
        d="M226 172c2-16 34-19 36-30 2-9-9-10 6-17 13-6 27-7 35-15h3c-6 10-19 11-29 17-11 7 2 9 1 18-1 12-20 12-22 27z"
      />
      <path class="hill-1" d="M-620 150c200-10 420-6 620 6 60-8 130-4 178 0s58 12 76 16H-620z" />

      <g class="near">
        <path class="chimney" d="M32 20h13v30H32z" />
        <path class="wall" d="M-4 58 66 18l72 40v94H-4z" />
        <path class="boards" d="M-4 76h142M-4 90h142M-4 104h142M-4 118h142M-4 132h142" />
        <path class="roof" d="M66 8-14 54v11l80-46 82 47V55z" />
        <circle class="attic" cx="66" cy="45" r="7" />
        <path class="window-frame" d="M96 84h34v34H96z" />
        <path class="window" d="M99 87h28v28H99z" />
        <path class="mullion" d="M113 87v28M99 101h28" />
        <path class="door" d="M46 150v-52a15 15 0 0 1 30 0v52z" />
        <path class="pane" d="M54 108v-8a7 7 0 0 1 14 0v8z" />
        <circle class="knob" cx="71" cy="126" r="1.700" />
        <path class="awning" d="M128 62 222 82v7L128 69z" />
        <path class="post" d="M210 86h6v66h-6z" />
        <path class="rail" d="M176 124h35M176 146h35M181 124v22M189 124v22M197 124v22M205 124v22" />
        <g class="seats">
          <path d="M140 122v18h13v10M140 140v10M140 140h13" />
          <path d="M174 122v18h-13v10M174 140v10M174 140h-13" />
        </g>
        <path class="deck" d="M-4 150h226v6H-4zM218 156h12v6h-12z" />
        <path class="step" d="M-4 156h222v16H-4z" />
        <path class="pot" d="M84 150l-2-10h12l-2 10z" />
        <path class="leaves" d="M88 141c-8-2-10-10-8-15 5 2 8 6 8 10 0-6 1-11 5-15 4 6 3 15-5 20z" />
        <ellipse class="pool" cx="184" cy="151" rx="42" ry="5" fill="url(#halo)" />
      </g>

      <circle class="lamp-halo" cx="184" cy="106" r="86" fill="url(#halo)" />
      <circle class="here-halo" cx="184" cy="106" r="52" fill="url(#rose-halo)" />
      <g class="lantern">
        <path class="iron" d="M183 77h2v9h-2z" />
        <path class="iron" d="M184 84c5 0 9 4 11 9h-22c2-5 6-9 11-9z" />
        <path class="glass" d="M175 93h18l-2.500 22h-13z" />
        <path class="flame" d="M184 99c3 4 4 6 4 8.500a4 4 0 0 1-8 0c0-2.500 1-4.500 4-8.500z" />
        <path class="bars" d="M184 93v22M175.300 93l2.500 22M192.700 93l-2.500 22" />
        <path class="iron" d="M175 115h18v4h-18zM181 119h6v3h-6z" />
      </g>

      {pulse && (
        <g key={pulse.id} class={`mote ${pulse.way}`} aria-hidden="true">
          <circle r="13" fill="url(#rose-halo)" />
          <circle class="mote-heart" r="3" />
        </g>
      )}
    </svg>
  )
}
