// SPDX-License-Identifier: MIT
// CPU nanoseconds that @dice-roller/rpg-dice-roller takes to roll a parsed expression and to sum it.
// node dice_rdr.js PEERS EXPR COUNT
const path = require('path');
const [, , peers, expression, count] = process.argv;
const { DiceRoll } = require(path.resolve(peers, 'node_modules/@dice-roller/rpg-dice-roller'));

const roll = new DiceRoll(expression);
let sum = 0;
function run(times) {
  for (let i = 0; i < times; ++i) {
    roll.roll();
    sum += roll.total;
  }
}

run(3000); // until it is compiled
const before = process.cpuUsage();
run(Number(count));
const spent = process.cpuUsage(before);
console.log(((spent.user + spent.system) * 1000 / Number(count)).toFixed(1), Number.isFinite(sum));
