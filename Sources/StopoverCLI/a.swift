import Stopover
