import BrinkCommands
import TerminalOutput

await runProgram(BrinkCommand.self)
