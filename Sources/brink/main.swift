import BrinkCommands

await BrinkCommand.run()
