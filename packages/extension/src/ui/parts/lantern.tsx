/** The lamp alone, small: lit or dark, with its words. */

import './lantern.css'

export const Lantern = ({ lit, title }: { lit: boolean; title: string }) => (
  <svg class="small-lantern" viewBox="0 0 32 40" role="img" aria-label={title} data-lit={lit ? '' : undefined}>
    <circle class="l-halo" cx="16" cy="21" r="16" />
    <path class="l-iron" d="M14.500 1h3v5h-3zM16 5c5 0 8.500 3.500 10 8H6c1.500-4.500 5-8 10-8z" />
    <path class="l-glass" d="M7.500 13h17l-2.500 18h-12z" />
    <path
      class="l-flame"
      d="M16 17.500c2.600 3.600 3.700 5.400 3.700 7.500a3.700 3.700 0 0 1-7.400 0c0-2.100 1.100-3.900 3.700-7.500z"
    />
    <path class="l-iron" d="M7.500 31h17v4h-17zM13 35h6v3h-6z" />
  </svg>
)
