import type { SampleTopic } from "./sample-topic";

/** The line itself: an invented rack railway, its stations, tunnel, bridge and weather. */
export const lineTopics: readonly SampleTopic[] = [
  {
    name: "railway",
    questions: [
      "What is the Osprin Railway?",
      "Can you tell me what the Osprin Railway is?",
      "What kind of railway runs at Osprin?",
      "Could you describe the Osprin Railway to me?",
    ],
    answers: [
      "The Osprin Railway is a mountain rack railway that climbs from Lower Marrow to Kestrel Notch.",
      "It is a small rack railway in the mountains, and it climbs from Lower Marrow up to Kestrel Notch.",
      "The Osprin Railway is a narrow mountain line with a toothed rail, which runs from Lower Marrow to Kestrel Notch.",
    ],
    more: [
      "It is fourteen kilometres long and has seven stations.",
      "Its carriages are painted the colour of ripe plums.",
      "People in the valley call it the Plum Line.",
    ],
    next: ["length", "stations", "founder", "engines"],
  },
  {
    name: "length",
    questions: [
      "How long is the line?",
      "How many kilometres of track does the Osprin Railway have?",
      "How high does the Osprin Railway climb?",
      "What is the height of the upper station?",
    ],
    answers: [
      "The line is fourteen kilometres long and climbs from 412 metres at Lower Marrow to 1,967 metres at Kestrel Notch.",
      "From Lower Marrow at 412 metres to Kestrel Notch at 1,967 metres the train covers fourteen kilometres.",
      "Fourteen kilometres of track lead from Lower Marrow, at 412 metres, to Kestrel Notch, at 1,967 metres.",
    ],
    more: [
      "The steepest part lies just above Amber Halt.",
      "The toothed rail begins at Fennel Bridge, because the valley floor is flat.",
      "On the steepest part the train goes no faster than a running goat.",
    ],
    next: ["duration", "tunnel", "bridge", "summit"],
  },
  {
    name: "stations",
    questions: [
      "Which stations does the train stop at?",
      "What are the stations of the Osprin Railway?",
      "How many stations are there on the Osprin Railway?",
      "Can you list the stops from the bottom to the top?",
    ],
    answers: [
      "There are seven stations: Lower Marrow, Fennel Bridge, Tollhouse, Amber Halt, Wren's Loop, Glasshouse and Kestrel Notch.",
      "From the bottom to the top the seven stations are Lower Marrow, Fennel Bridge, Tollhouse, Amber Halt, Wren's Loop, Glasshouse and Kestrel Notch.",
      "The train calls at seven stations, which are Lower Marrow, Fennel Bridge, Tollhouse, Amber Halt, Wren's Loop, Glasshouse and Kestrel Notch.",
    ],
    more: [
      "Tollhouse is a request stop, so wave the white flag that hangs by the door.",
      "Most visitors get off at Wren's Loop for the pond.",
      "At Glasshouse you may change to the footpath along the ridge.",
    ],
    next: ["pond", "glasshouse", "summit", "bridge"],
  },
  {
    name: "duration",
    questions: [
      "How long does the ride take?",
      "How much time should I plan for the way up?",
      "How long is the train underway to Kestrel Notch?",
      "Is the ride to the top a long one?",
    ],
    answers: [
      "The ride up takes seventy-five minutes, and the ride down takes an hour.",
      "You need seventy-five minutes to the top and one hour back to the valley.",
      "Plan seventy-five minutes for the way up and an hour for the way down.",
    ],
    more: [
      "Behind a steam engine there is a stop of ten minutes for water at Amber Halt.",
      "The little railcar Pebble is a quarter of an hour faster.",
      "Sit on the left on the way up, where the view is.",
    ],
    next: ["timetable", "pebble", "tickets", "seats"],
  },
  {
    name: "tunnel",
    questions: [
      "Is there a tunnel on the line?",
      "What is the Hollow Owl Tunnel?",
      "Why are there blue lamps in the tunnel?",
      "How long is the tunnel below Glasshouse?",
    ],
    answers: [
      "The Hollow Owl Tunnel lies below Glasshouse, is 640 metres long and is lit by blue lamps.",
      "Below Glasshouse the train goes through the Hollow Owl Tunnel, 640 metres of rock with blue lamps.",
      "The line has one tunnel, the Hollow Owl Tunnel, which is 640 metres long and has blue lamps along its wall.",
    ],
    more: [
      "The lamps are blue because the owls that nest above the portal do not mind that colour.",
      "Drivers whistle twice before they go in.",
      "It took the miners four winters to dig it.",
    ],
    next: ["glasshouse", "bridge", "signals", "founder"],
  },
  {
    name: "bridge",
    questions: [
      "What is special about Fennel Bridge?",
      "Which river does the train cross?",
      "Can you tell me about the bridge over the Marrow?",
      "How old is Fennel Bridge?",
    ],
    answers: [
      "Fennel Bridge carries the line over the river Marrow on nine arches of pale stone.",
      "At Fennel Bridge the train crosses the river Marrow on nine arches of pale stone.",
      "The nine pale stone arches of Fennel Bridge take the train over the river Marrow.",
    ],
    more: [
      "Wild fennel grows between the stones and gave the bridge its name.",
      "It was finished in 1892, a year before the first train.",
      "In spring the water comes up to the third arch.",
    ],
    next: ["stations", "founder", "weather", "tunnel"],
  },
  {
    name: "pond",
    questions: [
      "Why does the train ring its bell at Wren's Loop?",
      "What is there to see at Wren's Loop?",
      "Is it true that the bell is rung for a fish?",
      "What happens at the pond of Wren's Loop?",
    ],
    answers: [
      "At Wren's Loop the driver rings the bell three times for the old trout in the pond.",
      "The driver rings three times at Wren's Loop, and the old trout in the pond comes up to look.",
      "There is a pond at Wren's Loop with an old trout in it, and the driver rings the bell three times to greet it.",
    ],
    more: [
      "The trout is called Madame Copper and is said to be older than the railcar.",
      "Children may throw breadcrumbs, but only from the wooden steps.",
      "The line turns a full circle around the pond to gain height.",
    ],
    next: ["driver", "stations", "children", "tea"],
  },
  {
    name: "glasshouse",
    questions: [
      "What grows at Glasshouse station?",
      "Why is one station called Glasshouse?",
      "Is there really a greenhouse beside the track?",
      "What can I visit at Glasshouse?",
    ],
    answers: [
      "Glasshouse station has a greenhouse where lemons grow in the warmth of the old engine boiler.",
      "A greenhouse stands beside the platform of Glasshouse, and an old engine boiler keeps its lemons warm.",
      "The station is named after its greenhouse, in which lemons grow beside an old engine boiler.",
    ],
    more: [
      "The lemons go into the cake at Kestrel Notch.",
      "You may pick one lemon for each return ticket.",
      "The gardener leaves the door open until the last train.",
    ],
    next: ["summit", "cake", "tunnel", "tickets"],
  },
  {
    name: "summit",
    questions: [
      "What is there to do at Kestrel Notch?",
      "What will I find at the top of the Osprin Railway?",
      "Is the upper station worth the ride?",
      "What can one see from Kestrel Notch?",
    ],
    answers: [
      "At Kestrel Notch there is a round stone hut with a stove, a terrace and a view of three lakes.",
      "The top has a round stone hut with a stove, and from its terrace you see three lakes.",
      "Kestrel Notch offers a view of three lakes from the terrace of a round stone hut.",
    ],
    more: [
      "The lakes are called Spoon, Thimble and Long Sister.",
      "A brass telescope on the terrace is free to use.",
      "Take a coat, because the wind never sleeps there.",
    ],
    next: ["cake", "weather", "walks", "last-train"],
  },
  {
    name: "weather",
    questions: [
      "Does the train run in winter?",
      "What happens when it snows on the line?",
      "Does the Osprin Railway stop in bad weather?",
      "How does the railway deal with snow?",
    ],
    answers: [
      "The Osprin Railway runs all year, and in winter the snow plough Old Bellows goes first.",
      "Yes, trains run in winter too: the snow plough Old Bellows clears the line before the first of them.",
      "Trains run in every season, because the snow plough Old Bellows clears the track at dawn.",
    ],
    more: [
      "Only in a storm do trains turn back at Amber Halt.",
      "A red lantern at Lower Marrow means that the upper line is closed.",
      "Blankets lie under every second seat from November to March.",
    ],
    next: ["engines", "signals", "summit", "timetable"],
  },
  {
    name: "walks",
    questions: [
      "Which walk do you recommend from the railway?",
      "Can I walk part of the way?",
      "Is there a footpath along the Osprin Railway?",
      "Where does the ridge path begin?",
    ],
    answers: [
      "The ridge path from Glasshouse to Kestrel Notch takes fifty minutes and follows white stones.",
      "Walk the ridge path: it follows white stones from Glasshouse to Kestrel Notch in fifty minutes.",
      "From Glasshouse you can follow the white stones along the ridge and reach Kestrel Notch in fifty minutes.",
    ],
    more: [
      "Your ticket stays valid while you walk.",
      "Halfway there is a bench with a copper roof.",
      "The path is closed while the kestrels nest in May.",
    ],
    next: ["glasshouse", "summit", "weather", "last-train"],
  },
];
