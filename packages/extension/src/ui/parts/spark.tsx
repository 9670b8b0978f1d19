/** The small four-pointed light before *Thinking of you* and on what arrived. */

export const Spark = () => (
  <svg class="spark" viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true">
    <path
      fill="currentColor"
      d="M8 0c.8 5.600 2.400 7.200 8 8-5.600.8-7.200 2.400-8 8-.8-5.600-2.400-7.200-8-8 5.600-.8 7.200-2.400 8-8z"
    />
  </svg>
)
