import type { SampleTopic } from "./sample-topic";

/** What a visitor of the invented railway wants to know. */
export const visitTopics: readonly SampleTopic[] = [
  {
    name: "tickets",
    questions: [
      "How much is a ticket to Kestrel Notch?",
      "What does the ride on the Osprin Railway cost?",
      "Where do I buy a ticket for the Osprin Railway?",
      "Is a return ticket cheaper than two single ones?",
    ],
    answers: [
      "A single ticket costs fourteen crowns and a return ticket twenty-two, at the counter in Lower Marrow.",
      "You pay fourteen crowns one way or twenty-two for a return ticket, at the counter in Lower Marrow.",
      "The counter in Lower Marrow sells single tickets for fourteen crowns and return tickets for twenty-two.",
    ],
    more: [
      "Single tickets are green and return tickets are brown.",
      "Children under seven ride for a drawing of a train.",
      "A brown ticket is valid for three days.",
    ],
    next: ["children", "timetable", "goat", "seats"],
  },
  {
    name: "timetable",
    questions: [
      "When does the first train leave?",
      "At what times do the trains run?",
      "How often does a train go to Kestrel Notch?",
      "What is the timetable of the Osprin Railway?",
    ],
    answers: [
      "The first train leaves Lower Marrow at 7:20, and then one leaves every eighty minutes.",
      "Trains leave Lower Marrow every eighty minutes, the first of them at 7:20.",
      "From 7:20 on a train leaves Lower Marrow every eighty minutes.",
    ],
    more: [
      "On market days there is one more at noon.",
      "The timetable is painted on the wall, so it rarely changes.",
      "Saffron pulls the train of 10:00.",
    ],
    next: ["last-train", "duration", "clock", "tickets"],
  },
  {
    name: "last-train",
    questions: [
      "When does the last train go down?",
      "What happens if I miss the last train?",
      "Until when can I stay at Kestrel Notch?",
      "Can one sleep at the top?",
    ],
    answers: [
      "The last train leaves Kestrel Notch at 18:40, and who misses it sleeps in the loft of the stone hut.",
      "At 18:40 the last train goes down; if you miss it, there is a loft with hay in the stone hut.",
      "You have until 18:40, when the last train leaves Kestrel Notch; after that there is the loft of the stone hut.",
    ],
    more: [
      "The loft has nine beds and a cat.",
      "Nonna Petrel keeps soup warm for those who stay.",
      "The guard blows a horn ten minutes before.",
    ],
    next: ["summit", "cook", "timetable", "walks"],
  },
  {
    name: "seats",
    questions: [
      "Which seats have the best view?",
      "On which side of the train should I sit?",
      "Can I book a seat on the Osprin Railway?",
      "Where do I see the most on the way up?",
    ],
    answers: [
      "Sit on the left on the way up: there you see the gorge, the arches of Fennel Bridge and the three lakes.",
      "The left side has the better view on the way up, with the gorge, Fennel Bridge and the three lakes.",
      "On the way up the best seats are on the left, above the gorge and the three lakes.",
    ],
    more: [
      "Seats cannot be booked, so come ten minutes early.",
      "The last carriage has a balcony.",
      "The benches are made of cherry wood.",
    ],
    next: ["bridge", "summit", "tickets", "pebble"],
  },
  {
    name: "tea",
    questions: [
      "What is pine-honey tea?",
      "What do people drink on the train?",
      "Where does the honey for the tea come from?",
      "Which drink should I try at Amber Halt?",
    ],
    answers: [
      "Pine-honey tea is made of young pine needles and the honey of Amber Halt, and it is served in tin cups.",
      "Try the pine-honey tea at Amber Halt: young pine needles, honey and hot water in a tin cup.",
      "People drink pine-honey tea, which is made of young pine needles and the honey of Amber Halt.",
    ],
    more: [
      "The honey comes from the bees of Joss Hale.",
      "A cup costs one crown, and the tin cup is yours to keep.",
      "It is served while the engine takes water.",
    ],
    next: ["signals", "cake", "cook", "driver"],
  },
  {
    name: "cake",
    questions: [
      "What is there to eat at Kestrel Notch?",
      "Which cake is served at the top?",
      "What is the best thing on the menu of the stone hut?",
      "Is the lemon cake as good as they say?",
    ],
    answers: [
      "The stone hut serves plum dumplings and lemon cake with lemons from Glasshouse.",
      "At Kestrel Notch you get plum dumplings and a lemon cake made with lemons from Glasshouse.",
      "Plum dumplings and lemon cake are what the stone hut is loved for, and the lemons come from Glasshouse.",
    ],
    more: [
      "The cake is sold out by three on most days.",
      "Dumplings come in fours, never in threes.",
      "Drivers eat for free.",
    ],
    next: ["cook", "glasshouse", "tea", "summit"],
  },
  {
    name: "cook",
    questions: [
      "Who cooks at Kestrel Notch?",
      "Who is Nonna Petrel?",
      "Who makes the plum dumplings?",
      "Who runs the kitchen in the stone hut?",
    ],
    answers: [
      "Nonna Petrel cooks in the stone hut of Kestrel Notch, and her plum dumplings are known in the whole valley.",
      "The kitchen of the stone hut belongs to Nonna Petrel, whose plum dumplings are known in the whole valley.",
      "Nonna Petrel makes the plum dumplings, on the stove of the stone hut at Kestrel Notch.",
    ],
    more: [
      "She rides up with the first train and a basket of eggs.",
      "She was a guard on the railway for thirty years.",
      "Her recipe is written on the back of a timetable.",
    ],
    next: ["cake", "last-train", "stationmaster", "tea"],
  },
  {
    name: "lamp-night",
    questions: [
      "What is Lamp Night?",
      "When is Lamp Night on the Osprin Railway?",
      "Why do people wear red scarves on the train in October?",
      "Which festival does the railway have?",
    ],
    answers: [
      "On Lamp Night, the first Saturday of October, every station puts out its lights and the train brings lanterns.",
      "Lamp Night is the first Saturday of October: the stations go dark and the train brings them lanterns.",
      "Every first Saturday of October is Lamp Night, when the train carries lanterns from one dark station to the next.",
    ],
    more: [
      "Who wears a red scarf rides for free.",
      "At the end there are seven hundred lanterns at Kestrel Notch.",
      "It remembers the night when Ottilie Brandveig lit the line for a lost shepherd.",
    ],
    next: ["founder", "tickets", "summit", "children"],
  },
  {
    name: "children",
    questions: [
      "Is the ride good for children?",
      "What do children pay on the Osprin Railway?",
      "What can children do on the train?",
      "Do you have something for children?",
    ],
    answers: [
      "Children under seven pay with a drawing of a train, and on every ride one of them may ring the bell.",
      "A drawing of a train is the fare for children under seven, and one child rings the bell on every ride.",
      "Children love it: under seven they pay with a drawing of a train, and one of them rings the bell.",
    ],
    more: [
      "The drawings hang in the waiting room of Lower Marrow.",
      "Prams travel in the carriage with the balcony.",
      "At Wren's Loop they can feed Madame Copper.",
    ],
    next: ["pond", "goat", "tickets", "driver"],
  },
  {
    name: "dogs",
    questions: [
      "May I take my dog on the train?",
      "Are dogs allowed on the Osprin Railway?",
      "What about animals on the train?",
      "Does a dog need a ticket for the Osprin Railway?",
    ],
    answers: [
      "Dogs ride for two crowns and get a biscuit at Tollhouse, but they must sit away from the goat.",
      "A dog needs a ticket for two crowns, gets a biscuit at Tollhouse and sits away from the goat.",
      "Yes, dogs are welcome for two crowns, as long as they stay away from the goat.",
    ],
    more: [
      "Parrots ride for free if they are quiet in the tunnel.",
      "Water bowls stand on every platform.",
      "The rule about the goat is older than the goat.",
    ],
    next: ["goat", "tickets", "walks", "children"],
  },
  {
    name: "lost",
    questions: [
      "I lost my umbrella on the train. Where can I ask?",
      "Is there a lost property office?",
      "What happens to the things that people forget on the train?",
      "Where do lost hats go on the Osprin Railway?",
    ],
    answers: [
      "Lost things wait for a year in the blue cupboard of Lower Marrow, and Ilse Tarrow has the key.",
      "Ask Ilse Tarrow for the blue cupboard in Lower Marrow, where lost things wait for a year.",
      "The blue cupboard in Lower Marrow keeps lost things for a year, and the key is with Ilse Tarrow.",
    ],
    more: [
      "After a year they are sold on Lamp Night.",
      "There are forty-one umbrellas in it at the moment.",
      "Hats are usually with the goat.",
    ],
    next: ["stationmaster", "goat", "lamp-night", "clock"],
  },
];
