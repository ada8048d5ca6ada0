/** What a visitor says before a question; the empty one says nothing. */
export const openers = [
  "",
  "",
  "Hello!",
  "Good morning.",
  "I am planning a weekend in Lower Marrow.",
  "My grandmother rode the Osprin Railway as a girl.",
  "We are two friends who love mountain trains.",
  "I read about the Osprin Railway in a magazine.",
  "I am writing a school report about the Osprin Railway.",
  "My daughter draws nothing but trains.",
  "I will be in the Marrow valley next week.",
  "Somebody at the market told me about the Plum Line.",
  "We are coming with a group of twelve.",
  "I have a free day on Thursday.",
  "This is my first visit to the mountains.",
  "I collect old timetables.",
  "I am painting a picture of the Osprin Railway.",
  "We have a bet in the family.",
  "I am preparing a quiz about the Osprin Railway.",
  "My uncle worked in the shed at Lower Marrow.",
] as const;

/** What a visitor adds after a question. */
export const wishes = [
  "",
  "",
  "",
  "",
  "I would like to be sure before I go.",
  "My brother says something else.",
  "I could not find it on the map.",
  "Please tell me in a few words.",
  "I am curious.",
  "Nobody at my hotel knew.",
  "I want to tell my children about it.",
] as const;

/** How a visitor goes on. */
export const leads = [
  "Thank you!",
  "Thanks, that helps.",
  "Good to know.",
  "How lovely.",
  "I did not expect that.",
  "One more question.",
  "That sounds wonderful.",
  "I see.",
  "And another thing.",
  "Now I am curious.",
  "I will write that down.",
  "My friend wants to know something too.",
] as const;

/** How an answer may end. */
export const closings = [
  "",
  "",
  "",
  "Have a good ride!",
  "Enjoy the climb.",
  "The Osprin Railway is glad to have you.",
  "Greet the goat from me.",
  "Mind the step at Amber Halt.",
] as const;
