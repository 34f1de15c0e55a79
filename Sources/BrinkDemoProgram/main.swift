import BrinkDemo
import TerminalOutput

await runProgram(DemoCommand.self)
