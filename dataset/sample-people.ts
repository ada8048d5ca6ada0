import type { SampleTopic } from "./sample-topic";

/** Who works on the invented railway, its engines and its past. */
export const peopleTopics: readonly SampleTopic[] = [
  {
    name: "founder",
    questions: [
      "Who built the Osprin Railway?",
      "When was the Osprin Railway opened?",
      "Whose idea was it to build a railway to Kestrel Notch?",
      "What do you know about the engineer of the Osprin Railway?",
    ],
    answers: [
      "The engineer Ottilie Brandveig built the Osprin Railway and opened it on 3 June 1893.",
      "It was built by the engineer Ottilie Brandveig, and the first train ran on 3 June 1893.",
      "Ottilie Brandveig, an engineer from Lower Marrow, built the line and opened it on 3 June 1893.",
    ],
    more: [
      "She measured the whole slope with a clothes line and a spirit level.",
      "Her drawing table still stands in the waiting room of Lower Marrow.",
      "Every year on that day the first passenger rides for free.",
    ],
    next: ["bridge", "tunnel", "engines", "lamp-night"],
  },
  {
    name: "engines",
    questions: [
      "Which engines pull the trains?",
      "What engines does the Osprin Railway have?",
      "Does the Osprin Railway still use steam?",
      "How many engines are in the shed at Lower Marrow?",
    ],
    answers: [
      "Two steam engines, Saffron and Juniper, pull the trains, and the railcar Pebble helps on quiet days.",
      "The shed holds the steam engines Saffron and Juniper, the railcar Pebble and the snow plough Old Bellows.",
      "Trains are pulled by the steam engines Saffron and Juniper, while the railcar Pebble runs on quiet days.",
    ],
    more: [
      "Saffron was built in 1897 and is painted yellow.",
      "Juniper is green and came in 1904.",
      "Both engines lean forward, so that their boilers are level on the slope.",
    ],
    next: ["saffron", "pebble", "driver", "weather"],
  },
  {
    name: "saffron",
    questions: [
      "What can you tell me about Saffron?",
      "Which engine is the yellow one?",
      "How old is the engine Saffron?",
      "Why is Saffron everybody's favourite engine?",
    ],
    answers: [
      "Saffron is the yellow steam engine of 1897, the oldest one that still climbs to Kestrel Notch.",
      "The yellow engine is Saffron: she was built in 1897 and still climbs to Kestrel Notch.",
      "Saffron, built in 1897 and painted yellow, is the oldest engine of the Osprin Railway at work.",
    ],
    more: [
      "She burns pine cones when the coal is late.",
      "Her whistle has two notes, and the lower one is a little flat.",
      "On Sundays she wears a wreath of heather.",
    ],
    next: ["engines", "driver", "timetable", "pebble"],
  },
  {
    name: "pebble",
    questions: [
      "What is Pebble?",
      "Is there an electric train on the line?",
      "When does the little railcar run?",
      "How many people fit into Pebble?",
    ],
    answers: [
      "Pebble is a small electric railcar of 1931 with twenty-four seats.",
      "The small electric railcar is called Pebble, dates from 1931 and has twenty-four seats.",
      "Pebble came in 1931, runs on electricity and carries twenty-four people.",
    ],
    more: [
      "It runs from Tuesday to Thursday, when few visitors come.",
      "Its headlamp is shaped like a pear.",
      "The water wheel at Tollhouse makes its electricity.",
    ],
    next: ["engines", "duration", "seats", "timetable"],
  },
  {
    name: "driver",
    questions: [
      "Who drives the train?",
      "Who is the head driver of the Osprin Railway?",
      "May one visit the driver in the cab?",
      "What is Bram Oldacre known for?",
    ],
    answers: [
      "Bram Oldacre is the head driver, and he has climbed to Kestrel Notch more than twenty thousand times.",
      "The head driver is Bram Oldacre, who has made the climb more than twenty thousand times.",
      "Trains are in the hands of Bram Oldacre, the head driver, who counts every climb and is past twenty thousand.",
    ],
    more: [
      "He hums the same waltz from Amber Halt to the top.",
      "He lets one child ring the bell on every ride.",
      "His thermos is always full of pine-honey tea.",
    ],
    next: ["saffron", "pond", "stationmaster", "tea"],
  },
  {
    name: "stationmaster",
    questions: [
      "Who is the stationmaster of Lower Marrow?",
      "Whom should I ask at Lower Marrow when I need help?",
      "Who looks after the station in the valley?",
      "Is there somebody at the station early in the morning?",
    ],
    answers: [
      "Ilse Tarrow is the stationmaster of Lower Marrow, and she opens the doors at six in the morning.",
      "Ask Ilse Tarrow, the stationmaster of Lower Marrow, who is there from six in the morning.",
      "The stationmaster is Ilse Tarrow, and from six in the morning you find her at Lower Marrow.",
    ],
    more: [
      "She winds the station clock with a key as long as her arm.",
      "She knows the birthday of every season ticket holder.",
      "She wears a plum-coloured cap with a silver wheel.",
    ],
    next: ["clock", "tickets", "lost", "goat"],
  },
  {
    name: "goat",
    questions: [
      "Why is there a goat on the platform?",
      "Who is Inspector?",
      "Is it true that a goat checks the tickets?",
      "What is the name of the goat at Lower Marrow?",
    ],
    answers: [
      "The goat is called Inspector, and he walks along the platform of Lower Marrow as if he checked the tickets.",
      "Inspector is the goat of Lower Marrow, who walks along every train as if he checked the tickets.",
      "That is Inspector, a white goat who looks into every carriage at Lower Marrow before the train leaves.",
    ],
    more: [
      "Hold on to your paper ticket, for he has eaten several.",
      "He came down the line on his own one winter and stayed.",
      "His bell is made from an old valve of Juniper.",
    ],
    next: ["tickets", "stationmaster", "children", "lost"],
  },
  {
    name: "signals",
    questions: [
      "How do the trains pass each other on one track?",
      "Who works the signals?",
      "Is the Osprin Railway a single track?",
      "What does Joss Hale do?",
    ],
    answers: [
      "The line has a single track, and Joss Hale at Amber Halt lets the trains pass each other with a brass token.",
      "Trains pass at Amber Halt, where the signal keeper Joss Hale hands over a brass token.",
      "Joss Hale keeps the signals at Amber Halt, the only place where two trains can pass.",
    ],
    more: [
      "No driver goes on without the token in his hand.",
      "The token is shaped like a fir cone.",
      "She also keeps bees behind the signal box.",
    ],
    next: ["tea", "driver", "length", "timetable"],
  },
  {
    name: "clock",
    questions: [
      "Why is the clock at Lower Marrow wrong?",
      "Is the station clock right?",
      "What is the story of the clock at Lower Marrow?",
      "Why do people in Lower Marrow arrive early for the train?",
    ],
    answers: [
      "The clock of Lower Marrow is four minutes fast on purpose, so that nobody misses the train.",
      "It is four minutes fast, and on purpose: so nobody at Lower Marrow misses the train.",
      "On purpose the station clock of Lower Marrow runs four minutes ahead, and nobody misses the train.",
    ],
    more: [
      "Ottilie Brandveig asked for it in her will.",
      "The clock at Kestrel Notch shows the right time.",
      "Only the goat seems to know the difference.",
    ],
    next: ["timetable", "stationmaster", "founder", "last-train"],
  },
];
